package weave.kernel.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static weave.linux.bpf.BpfConstants.BPF_PROG_TYPE_XDP;
import static weave.linux.bpf.BpfConstants.XDP_PASS;
import static weave.linux.bpf.Register.R0;
import static weave.linux.netlink.IfLinkConstants.IFLA_XDP;
import static weave.linux.netlink.IfLinkConstants.IFLA_XDP_FD;
import static weave.linux.netlink.IfLinkConstants.IFLA_XDP_FLAGS;
import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWLINK;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weave.kernel.link.AttachedXdp.Place;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.bpf.BpfAssembler;
import weave.linux.bpf.BpfLink;
import weave.linux.bpf.BpfProgram;
import weave.linux.netlink.Ifinfomsg;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** Programs attached either way on a veth, and what the kernel lets who comes second do. */
@Privileged
@Timeout(60)
class XdpProgramsTest {
    private final NetworkNamespace host = NetworkNamespace.create("xdp");
    private final BpfProgram first = pass("weavetest_first");
    private final BpfProgram second = pass("weavetest_secnd");
    private XdpPrograms programs;
    private int index;

    @BeforeEach
    void open() throws Exception {
        host.ip("link add ve0 type veth peer name ve1");
        host.ip("link set ve0 up");
        index = Integer.parseInt(host.ip("-o link show dev ve0").split(":")[0]);
        programs = host.call(XdpPrograms::new);
    }

    @AfterEach
    void close() {
        programs.close();
        second.close();
        first.close();
        host.close();
    }

    private static BpfProgram pass(String name) {
        return BpfProgram.load(
                name, BPF_PROG_TYPE_XDP, new BpfAssembler().mov(R0, XDP_PASS).exit().assemble());
    }

    private void attachByNetlink(BpfProgram program, Place place) throws Exception {
        RequestWriter request = new RequestWriter(RTM_NEWLINK, 0);
        Ifinfomsg.ifi_index(request.memory(), request.body(Ifinfomsg.SIZE), index);
        request.putNested(
                IFLA_XDP,
                xdp -> xdp.putInt(IFLA_XDP_FD, program.fd()).putInt(IFLA_XDP_FLAGS, place.flag));
        try (NetlinkSocket socket = host.call(() -> new NetlinkSocket(NETLINK_ROUTE))) {
            socket.request("attach", request);
        }
    }

    private BpfLink attachByLink(BpfProgram program, Place place) throws Exception {
        return host.call(() -> BpfLink.attachXdp(program, index, place.flag));
    }

    private int refusalOfLink(Place place) {
        return assertThrows(LinuxException.class, () -> attachByLink(second, place)).errno();
    }

    private AttachedXdp attached(Place place, boolean hasLink) {
        return new AttachedXdp(
                first.description().id(), first.description().name(), place, hasLink);
    }

    @Test
    void shouldFindNoneWhereNoneIs() {
        assertEquals(List.of(), programs.on(index));
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIVER", "KERNEL"})
    void shouldNameTheOneThatNetlinkAttached(Place place) throws Exception {
        attachByNetlink(first, place);

        assertEquals(List.of(attached(place, false)), programs.on(index));
        Place other = place == Place.DRIVER ? Place.KERNEL : Place.DRIVER;
        assertEquals(Errno.EBUSY, refusalOfLink(place));
        assertEquals(Errno.EEXIST, refusalOfLink(other));
        assertEquals(List.of(attached(place, false)), programs.on(index));
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIVER", "KERNEL"})
    void shouldNameTheOneThatALinkHolds(Place place) throws Exception {
        try (BpfLink _ = attachByLink(first, place)) {
            assertEquals(List.of(attached(place, true)), programs.on(index));
            LinuxException busy =
                    assertThrows(LinuxException.class, () -> attachByNetlink(second, place));
            assertEquals(Errno.EBUSY, busy.errno());
            assertEquals(List.of(attached(place, true)), programs.on(index));
        }
        assertEquals(List.of(), programs.on(index));
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIVER", "KERNEL"})
    void shouldMakeRoomForALink(Place place) throws Exception {
        attachByNetlink(first, place);
        programs.remove(index, programs.on(index).getFirst());
        assertEquals(List.of(), programs.on(index));
        try (BpfLink held = attachByLink(first, place)) {
            programs.remove(index, programs.on(index).getFirst());
            assertEquals(List.of(), programs.on(index));
            assertEquals(0, held.description().interfaceIndex());
            try (BpfLink _ = attachByLink(second, place)) {
                assertEquals(1, programs.on(index).size());
            }
        }
    }

    @Test
    void shouldNotTakeOffAnotherThanItWasAskedTo() throws Exception {
        attachByNetlink(first, Place.DRIVER);
        AttachedXdp seen = programs.on(index).getFirst();
        attachByNetlink(second, Place.DRIVER);
        LinuxException replaced =
                assertThrows(LinuxException.class, () -> programs.remove(index, seen));
        assertEquals(Errno.EEXIST, replaced.errno());
        int present = programs.on(index).getFirst().programId();
        assertEquals(second.description().id(), present);
    }

    @Test
    void shouldReadAsASentence() {
        int id = first.description().id();
        assertEquals(
                "XDP program " + id + " (weavetest_first) in generic mode, held by a BPF link",
                attached(Place.KERNEL, true).toString());
    }
}
