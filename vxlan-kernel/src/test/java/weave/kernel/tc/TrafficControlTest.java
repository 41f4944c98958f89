package weave.kernel.tc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.linux.bpf.BpfConstants.BPF_PROG_TYPE_SCHED_CLS;
import static weave.linux.bpf.Register.R0;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.bpf.BpfAssembler;
import weave.linux.bpf.BpfProgram;
import weave.linux.netlink.TcConstants;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** What we attach, {@code tc} sees; what {@code tc} attached, stays. */
@Privileged
@Timeout(60)
class TrafficControlTest {
    private static final String NAME = "weavetest";
    private static final int PRIORITY = 7;
    private static final int HANDLE = 3;

    private NetworkNamespace host;
    private Links links;
    private TrafficControl control;
    private Link link;
    private BpfProgram program;

    @BeforeEach
    void open() throws Exception {
        host = NetworkNamespace.create("tc");
        links = host.call(Links::new);
        control = host.call(TrafficControl::new);
        link = links.createVethPair("ve0", "ve1", 1376);
        program = returning("weavetest_ok", TcConstants.TC_ACT_OK);
    }

    @AfterEach
    void close() {
        program.close();
        control.close();
        links.close();
        host.close();
    }

    @Test
    void shouldAddAndRemoveClsactOnce() {
        assertFalse(control.hasClsact(link));
        assertTrue(control.addClsact(link));
        assertFalse(control.addClsact(link));
        assertTrue(control.hasClsact(link));
        assertFalse(control.hasClsact(links.byName("ve1").orElseThrow()));
        assertTrue(tc("qdisc show dev ve0").contains("qdisc clsact ffff: parent ffff:fff1"));

        assertTrue(control.removeUnusedClsact(link));
        assertTrue(control.removeUnusedClsact(link));
        assertFalse(tc("qdisc show dev ve0").contains("clsact"));
    }

    @Test
    void shouldSeeTheFilterInTcWhenSet() {
        control.addClsact(link);

        control.setFilter(link, Hook.INGRESS, PRIORITY, HANDLE, NAME, program);

        String seen = tc("filter show dev ve0 ingress");
        int id = program.description().id();
        assertTrue(seen.contains("protocol all pref 7 bpf"), seen);
        assertTrue(seen.contains("handle 0x3 weavetest direct-action"), seen);
        assertTrue(seen.contains("id " + id + " "), seen);
        assertEquals("", tc("filter show dev ve0 egress"));
        assertEquals(
                List.of(new Filter(link.index(), "bpf", PRIORITY, HANDLE, NAME, id, true)),
                control.filters(link, Hook.INGRESS));
        assertEquals(List.of(), control.filters(link, Hook.EGRESS));
    }

    @Test
    void shouldHaveTheNewProgramOnlyWhenSetAgain() {
        control.addClsact(link);
        control.setFilter(link, Hook.EGRESS, PRIORITY, HANDLE, NAME, program);
        try (BpfProgram other = returning("weavetest_shot", TcConstants.TC_ACT_SHOT)) {
            control.setFilter(link, Hook.EGRESS, PRIORITY, HANDLE, NAME, other);

            List<Filter> filters = control.filters(link, Hook.EGRESS);
            assertEquals(1, filters.size());
            assertEquals(other.description().id(), filters.getFirst().programId());
        }
    }

    @Test
    void shouldLeaveOthersFiltersAloneWhenThereAreSome() {
        control.addClsact(link);
        tc("filter add dev ve0 ingress prio 5 u32 match u32 0 0 classid 1:1");
        control.setFilter(link, Hook.INGRESS, PRIORITY, HANDLE, "other", program);

        LinuxException taken =
                assertThrows(
                        LinuxException.class,
                        () ->
                                control.setFilter(
                                        link, Hook.INGRESS, PRIORITY, HANDLE, NAME, program));
        LinuxException ofAnotherKind =
                assertThrows(
                        LinuxException.class,
                        () -> control.setFilter(link, Hook.INGRESS, 5, HANDLE, NAME, program));

        assertEquals(Errno.EEXIST, taken.errno());
        assertTrue(taken.getMessage().contains("name=other"), taken.getMessage());
        assertEquals(Errno.EINVAL, ofAnotherKind.errno());
        assertFalse(control.removeFilter(link, Hook.INGRESS, PRIORITY, HANDLE, NAME));
        assertFalse(control.removeUnusedClsact(link));
        assertEquals(
                List.of("u32", "bpf"),
                control.filters(link, Hook.INGRESS).stream().map(Filter::kind).distinct().toList());
    }

    @Test
    void shouldRemoveOurFilterOnlyWhenAnotherHasTheSamePriority() {
        control.addClsact(link);
        control.setFilter(link, Hook.INGRESS, PRIORITY, 1, "other", program);
        control.setFilter(link, Hook.INGRESS, PRIORITY, 2, NAME, program);

        assertTrue(control.removeFilter(link, Hook.INGRESS, PRIORITY, 2, NAME));
        assertFalse(control.removeFilter(link, Hook.INGRESS, PRIORITY, 2, NAME));

        assertEquals(
                List.of("other"),
                control.filters(link, Hook.INGRESS).stream().map(Filter::name).toList());
    }

    @Test
    void shouldSayWhyWhenThereIsNoClsact() {
        LinuxException refused =
                assertThrows(
                        LinuxException.class,
                        () ->
                                control.setFilter(
                                        link, Hook.INGRESS, PRIORITY, HANDLE, NAME, program));

        assertEquals(
                "attach BPF program weavetest_ok to INGRESS of ve0: EINVAL (22) Invalid argument:"
                        + " Parent Qdisc doesn't exists",
                refused.getMessage());
        assertEquals(List.of(), control.filters(link, Hook.INGRESS));
        assertFalse(control.removeFilter(link, Hook.INGRESS, PRIORITY, HANDLE, NAME));
    }

    private String tc(String arguments) {
        return host.run(("tc " + arguments).split(" ")).orFail();
    }

    private static BpfProgram returning(String name, int verdict) {
        return BpfProgram.load(
                name,
                BPF_PROG_TYPE_SCHED_CLS,
                new BpfAssembler().mov(R0, verdict).exit().assemble());
    }
}
