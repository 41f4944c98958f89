package weave.kernel.tc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.linux.netlink.NetlinkConstants.NLM_F_CREATE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_EXCL;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWQDISC;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWTFILTER;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.kernel.netlink.Golden;
import weave.kernel.netlink.MalformedMessageException;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.RequestWriter;
import weave.linux.netlink.Tcmsg;
import weave.testkit.Seed;

/** We say what {@code tc} says, and understand what it is told. */
class TcMessagesVectorsTest {
    private static final int LINK = 100;
    private static final int FD = 6;
    private static final String NAME = "filter.o:[classifier]";
    private static final String OPTIONS = " bpf direct-action obj filter.o sec classifier";
    private static final int DAMAGED_CASES = 100_000;

    @Test
    void shouldSendWhatTcSends() {
        int create = NLM_F_CREATE | NLM_F_EXCL;
        Map<String, RequestWriter> ours = new LinkedHashMap<>();
        ours.put("tc qdisc add dev ve0 clsact", TrafficControl.addClsact(LINK));
        ours.put("tc qdisc show dev ve0", TrafficControl.listQdiscs(LINK));
        ours.put(
                "tc filter add dev ve0 ingress prio 7 handle 3" + OPTIONS,
                TrafficControl.setFilter(create, LINK, Hook.INGRESS, 7, 3, NAME, FD));
        ours.put(
                "tc filter replace dev ve0 ingress prio 7 handle 3" + OPTIONS,
                TrafficControl.setFilter(NLM_F_CREATE, LINK, Hook.INGRESS, 7, 3, NAME, FD));
        ours.put(
                "tc filter add dev ve0 egress prio 65535 handle 1" + OPTIONS,
                TrafficControl.setFilter(create, LINK, Hook.EGRESS, 65_535, 1, NAME, FD));
        ours.put("tc filter show dev ve0 ingress", TrafficControl.listFilters(LINK, Hook.INGRESS));
        ours.put(
                "tc filter del dev ve0 ingress protocol all prio 7 handle 3 bpf",
                TrafficControl.removeFilter(LINK, Hook.INGRESS, 7, 3));
        ours.put("tc qdisc del dev ve0 clsact", TrafficControl.removeClsact(LINK));

        Map<String, String> golden = Golden.requests("tc ");
        assertEquals(golden.keySet(), ours.keySet());
        ours.forEach((command, request) -> {
            String bytes =
                    command.contains(" show ")
                            ? Golden.listing(request, Tcmsg.SIZE)
                            : Golden.doing(request, Tcmsg.SIZE);
            assertEquals(golden.get(command), bytes, command);
        });
    }

    @Test
    void shouldUnderstandWhatTcIsTold() {
        List<NetlinkMessage> qdiscs = Golden.answers("tc qdisc show dev ve0", RTM_NEWQDISC);
        assertEquals(
                List.of(new Qdisc(LINK, "clsact", 0xFFFF_0000, 0xFFFF_FFF1)),
                qdiscs.stream().map(Qdisc::of).toList());

        List<Filter> filters =
                Golden.answers("tc filter show dev ve0 ingress", RTM_NEWTFILTER).stream()
                        .map(Filter::of)
                        .toList();
        assertEquals(2, filters.size());
        assertEquals(new Filter(LINK, "bpf", 7, 0, "", 0, false), filters.getFirst());
        int id = filters.getLast().programId();
        assertNotEquals(0, id);
        assertEquals(new Filter(LINK, "bpf", 7, 3, NAME, id, true), filters.getLast());
        assertEquals(
                "Parent Qdisc doesn't exists",
                Golden.explanation("tc filter add dev ve1 ingress prio 7 handle 3" + OPTIONS));
    }

    @Test
    void shouldReadOrThrowMalformedWhenAnswersAreDamaged() {
        Random random = new Random(Seed.next(TcMessagesVectorsTest.class));
        int malformed = 0;
        for (int i = 0; i < DAMAGED_CASES; i++) {
            try {
                // Of whatever type and family a message is: the kernel could send it.
                for (NetlinkMessage message : Golden.messages(Golden.damaged(random))) {
                    Qdisc.of(message);
                    Filter.of(message);
                }
            } catch (MalformedMessageException expected) {
                malformed++;
            }
        }
        assertTrue(malformed > DAMAGED_CASES / 10, malformed + " malformed");
        assertTrue(malformed < DAMAGED_CASES, malformed + " malformed");
    }
}
