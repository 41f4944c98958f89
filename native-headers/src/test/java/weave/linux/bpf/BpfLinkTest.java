package weave.linux.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.linux.bpf.BpfConstants.BPF_LINK_TYPE_TCX;
import static weave.linux.bpf.BpfConstants.BPF_LINK_TYPE_XDP;
import static weave.linux.bpf.BpfConstants.BPF_PROG_TYPE_SCHED_CLS;
import static weave.linux.bpf.BpfConstants.BPF_PROG_TYPE_XDP;
import static weave.linux.bpf.BpfConstants.XDP_DROP;
import static weave.linux.bpf.BpfConstants.XDP_PASS;
import static weave.linux.bpf.Register.R0;
import static weave.linux.netlink.IfLinkConstants.XDP_FLAGS_SKB_MODE;
import static weave.linux.netlink.TcConstants.TC_ACT_OK;
import static weave.linux.netlink.TcConstants.TC_ACT_SHOT;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** Programs on an interface: whether packets come through says whether they run. */
@Privileged
@Timeout(60)
class BpfLinkTest {
    private NetworkNamespace left;
    private NetworkNamespace right;
    private int index;

    @BeforeEach
    void join() {
        left = NetworkNamespace.create("left");
        right = NetworkNamespace.create("right");
        NetworkNamespace.join(left, "eth0", right, "eth0");
        left.ip("addr add 10.9.0.1/24 dev eth0");
        right.ip("addr add 10.9.0.2/24 dev eth0");
        index = Integer.parseInt(left.ip("-o link show dev eth0").split(":")[0]);
    }

    @AfterEach
    void remove() {
        left.close();
        right.close();
    }

    @Test
    void shouldSeeEveryPacketWhenAttachedToXdp() throws Exception {
        try (BpfProgram drop = returning(BPF_PROG_TYPE_XDP, XDP_DROP);
                BpfProgram pass = returning(BPF_PROG_TYPE_XDP, XDP_PASS)) {
            awaitReachable();
            BpfLink link = left.call(() -> BpfLink.attachXdp(drop, index, XDP_FLAGS_SKB_MODE));
            assertFalse(isReachable());
            int id = link.description().id();
            assertEquals(
                    new BpfLinkDescription(id, BPF_LINK_TYPE_XDP, drop.description().id(), index),
                    link.description());
            assertTrue(Bpf.linkIds().contains(id));
            LinuxException busy =
                    assertThrows(
                            LinuxException.class,
                            () ->
                                    left.call(() ->
                                            BpfLink.attachXdp(pass, index, XDP_FLAGS_SKB_MODE)));
            assertEquals(Errno.EBUSY, busy.errno());

            link.replace(pass);
            awaitReachable();
            assertEquals(pass.description().id(), link.description().programId());
            link.replace(drop);
            try (BpfLink same = BpfLink.ofId(id)) {
                link.close();
                assertFalse(isReachable());
                same.detach();
                awaitReachable();
                assertEquals(0, same.description().interfaceIndex());
            }
        }
    }

    @Test
    void shouldBeGoneWhenTheLinkIsClosed() throws Exception {
        try (BpfProgram drop = returning(BPF_PROG_TYPE_XDP, XDP_DROP)) {
            try (BpfLink link = left.call(() -> BpfLink.attachXdp(drop, index, 0))) {
                assertEquals(index, link.description().interfaceIndex());
                assertFalse(isReachable());
            }
            awaitReachable();
        }
    }

    @Test
    void shouldSeeEitherDirectionWhenAttachedToTcx() throws Exception {
        try (BpfProgram drop = returning(BPF_PROG_TYPE_SCHED_CLS, TC_ACT_SHOT);
                BpfProgram pass = returning(BPF_PROG_TYPE_SCHED_CLS, TC_ACT_OK)) {
            if (!Bpf.hasTcx()) {
                LinuxException refused =
                        assertThrows(
                                LinuxException.class,
                                () -> left.call(() -> BpfLink.attachTcx(drop, index, true)));
                assertEquals(Errno.EOPNOTSUPP, refused.errno());
                assertTrue(refused.getMessage().endsWith("TCX needs Linux 6.6 or newer"));
                return;
            }
            for (boolean isIngress : new boolean[] {true, false}) {
                try (BpfLink link = left.call(() -> BpfLink.attachTcx(drop, index, isIngress))) {
                    assertEquals(BPF_LINK_TYPE_TCX, link.description().type());
                    assertEquals(index, link.description().interfaceIndex());
                    assertFalse(isReachable());
                    link.replace(pass);
                    awaitReachable();
                }
            }
        }
    }

    /** Whoever asked for its MAC in vain asks again only once a second. */
    private void awaitReachable() {
        Await.until("reachable", Duration.ofSeconds(20), this::isReachable);
    }

    private boolean isReachable() {
        return right.run("ping", "-c1", "-W1", "-q", "10.9.0.1").exit() == 0;
    }

    private static BpfProgram returning(int type, int verdict) {
        return BpfProgram.load(
                "weavetest_ret", type, new BpfAssembler().mov(R0, verdict).exit().assemble());
    }
}
