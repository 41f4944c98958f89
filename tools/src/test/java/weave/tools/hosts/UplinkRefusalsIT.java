package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;
import weave.xdp.program.RedirectAll;
import weave.xdp.program.RedirectToSocket;
import weave.xdp.program.XdpAttachment;
import weave.xdp.program.XdpMode;

/** What a host may lack for AF_XDP, and what a daemon with it leaves. */
@Privileged
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UplinkRefusalsIT {
    private static final String XDP = "--datapath=xdp";
    private static final String UPLINK = "--uplink=eth0";

    @RegisterExtension final Lab lab = new Lab();

    private Host host;

    @BeforeAll
    void makeHost() {
        host = lab.host("host");
        String queues = " numrxqueues 1 numtxqueues 1";
        NetworkNamespace other = lab.namespace("other");
        host.namespace()
                .ip(
                        "link add eth0"
                                + queues
                                + " type veth peer name eth0 netns "
                                + other.name()
                                + queues);
        other.ip("link set eth0 up");
        host.address(Lab.address(0, 1), "eth0", Lab.ETHERNET_MTU);
        host.namespace().ip("tuntap add tun0 mode tun");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "eth7 | --xdp-mode=copy      | there is no interface eth7; there are eth0",
                "lo   | --xdp-mode=copy      | it is the loopback",
                "tun0 | --xdp-mode=copy      | it is no Ethernet",
                "eth0 | --xdp-mode=zero-copy | the driver of eth0 has no zero copy; --datapath=xdp"
                        + " --xdp-mode=copy does without"
            })
    void shouldSayWhatIsMissing(String device, String mode, String reason) {
        assertRefused(reason, XDP, "--uplink=" + device, mode);
    }

    @Test
    void shouldNameTheProgramOfSomebodyElseAndTakeItOffWhenTold() throws Exception {
        String link = host.namespace().ip("-o link show eth0");
        int index = Integer.parseInt(link.split(":")[0]);
        try (XdpAttachment foreign =
                host.namespace()
                        .call(() ->
                                XdpAttachment.attach(
                                        new RedirectAll(), index, XdpMode.DRIVER, 1))) {
            assertRefused("in the driver, held by a BPF link is there already", XDP, UPLINK);
            assertTrue(foreign.isAttached());

            host.start(XDP, UPLINK, "--xdp-force");

            assertFalse(foreign.isAttached());
            host.awaitLog("--xdp-force: took XDP program \\d+ .* off eth0", Host.SOON);
            host.terminate();
        }
    }

    @Test
    void shouldLeaveTheProgramOfAnotherDaemonWhereItIsWhateverItIsTold() throws Exception {
        String link = host.namespace().ip("-o link show eth0");
        int index = Integer.parseInt(link.split(":")[0]);
        try (RedirectToSocket ofOther = new RedirectToSocket(1234, false);
                XdpAttachment used =
                        host.namespace()
                                .call(() ->
                                        XdpAttachment.attach(ofOther, index, XdpMode.DRIVER, 1))) {
            assertRefused("end the other weaved or weave-bench first", XDP, UPLINK, "--xdp-force");
            assertTrue(used.isAttached());
        }
    }

    private void assertRefused(String reason, String... flags) {
        host.launch(flags);
        host.awaitExit();
        assertEquals(1, host.exitStatus());
        String last = host.log().getLast();
        assertTrue(last.startsWith("ERRO: ") && last.contains(reason), last);
    }

    @Test
    void shouldLeaveVirtualDevicesToTheKernelWhenAutoChooses() {
        host.start(UPLINK);

        String reason = "Uplink: not used: eth0 is no network card on the PCI bus";
        host.awaitLog(reason, Host.SOON);
        assertTrue(host.weave("status", "dataplane").orFail().contains(reason));
        assertFalse(hasProgram());
        host.terminate();
    }

    @Test
    void shouldLeaveNoProgramWhenKilledOrReset() {
        host.start(XDP, UPLINK);
        assertTrue(hasProgram());
        host.kill();
        awaitNoProgram();

        host.start(XDP, UPLINK);
        assertTrue(host.weave("status", "dataplane").orFail().contains("Uplink: eth0, in use"));
        host.weave("reset", "--force").orFail();
        host.awaitExit();
        awaitNoProgram();
    }

    /** The kernel takes it off a moment after its last holder is gone. */
    private void awaitNoProgram() {
        Await.until("no program is left", Host.SOON, () -> !hasProgram());
    }

    private boolean hasProgram() {
        return host.namespace().ip("-d link show eth0").contains("xdp");
    }
}
