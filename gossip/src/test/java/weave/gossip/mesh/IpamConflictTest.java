package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import weave.gossip.ipam.Cidr;
import weave.gossip.ipam.IpamInit;
import weave.gossip.ipam.IpamStatus;
import weave.gossip.ipam.RepairReport;
import weave.testkit.Seed;

/** Rings that contradict each other: seen, told, and mended, while connections stay. */
class IpamConflictTest {
    private static final Cidr UNIVERSE = Cidr.parse("10.32.0.0/24");

    private final Random random = new Random(Seed.next(IpamConflictTest.class));
    private final VirtualLoop loop = new VirtualLoop();
    private final InMemoryNetwork network = new InMemoryNetwork(loop, random);

    @Test
    void shouldKeepConnectionsAndAgreeAfterARepairWhenTwoMeshesMeet() {
        List<IpamHost> left = started(1, 2, 3);
        List<IpamHost> right = started(4, 5, 6);
        List<Cidr> addresses = new ArrayList<>();
        left.forEach(host -> addresses.add(allocate(host, "c" + host.number)));
        right.forEach(host -> addresses.add(allocate(host, "c" + host.number)));
        meet(left, right);
        List<IpamHost> all = new ArrayList<>(left);
        all.addAll(right);
        assertConnected(all);
        assertTrue(
                all.stream().noneMatch(h -> h.allocator().status().conflicts().isEmpty()),
                "everybody sees it");
        RepairReport dry = repaired(all.getFirst(), true);
        assertFalse(dry.applied());
        assertFalse(dry.isClean());
        RepairReport wet = repaired(all.getLast(), false);
        assertTrue(wet.applied());
        assertEquals(
                dry.changes().stream().sorted().toList(), wet.changes().stream().sorted().toList());
        loop.runSeconds(120);
        assertConnected(all);
        assertAgreed(all);
        assertTrue(repaired(all.get(2), true).changes().isEmpty());
        assertAddressesStay(all);
    }

    @Test
    void shouldSettleADoubleTakeOverWhenRepaired() {
        List<IpamHost> hosts = started(1, 2, 3);
        hosts.forEach(host -> allocate(host, "c" + host.number));
        IpamHost dead = hosts.get(2);
        Cidr disputed = lastOf(dead);
        dead.kill();
        loop.runSeconds(5);
        network.cut(TestPeer.hostOf(1), TestPeer.hostOf(2));
        loop.runSeconds(5);
        // The known mistake: on two hosts, which do not hear of each other.
        hosts.get(0).allocator().takeOver(dead.name().toString());
        hosts.get(1).allocator().takeOver(dead.name().toString());
        for (IpamHost host : hosts.subList(0, 2)) {
            CompletableFuture<Void> claimed =
                    host.allocator().claim("x" + host.number, disputed, true, false);
            loop.runSeconds(1);
            assertTrue(claimed.isDone() && !claimed.isCompletedExceptionally());
        }
        network.mend(TestPeer.hostOf(1), TestPeer.hostOf(2));
        List<IpamHost> alive = List.of(hosts.get(0), hosts.get(1));
        loop.runSeconds(120);
        assertConnected(alive);
        assertFalse(conflicts(alive).isEmpty());
        RepairReport report = repaired(alive.getFirst(), false);
        assertTrue(report.applied());
        assertEquals(1, report.duplicates().size(), report::toString);
        loop.runSeconds(120);
        assertAgreed(alive);
    }

    @Test
    void shouldWaitAndSayForWhatWhenSpaceIsDisputed() {
        List<IpamHost> hosts = started(1, 2);
        hosts.forEach(host -> allocate(host, "c" + host.number));
        assertAgreed(hosts);
        IpamHost dead = hosts.get(1);
        dead.kill();
        loop.runSeconds(5);
        for (int i = 0; i < 126; i++) {
            allocate(hosts.getFirst(), "x" + i);
        }
        CompletableFuture<Cidr> waiting =
                hosts.getFirst().allocator().allocate("more", UNIVERSE, true);
        loop.runSeconds(20);
        assertFalse(waiting.isDone());
        String reason = hosts.getFirst().allocator().status().allocations().getFirst().reason();
        assertEquals("space of unreachable peers: " + dead.name() + "(host2)", reason);
        hosts.getFirst().allocator().takeOver("host2");
        loop.runSeconds(1);
        assertTrue(waiting.isDone());
    }

    @Test
    void shouldCheckAtOnceWhenAlone() {
        IpamHost host = started(1).getFirst();
        allocate(host, "c1");
        CompletableFuture<RepairReport> answer = host.allocator().repair(true);
        assertTrue(loop.runUntil(1, answer::isDone));
        assertTrue(answer.join().isClean());
        assertEquals(1, answer.join().answered().size());
    }

    /** The last address of the greatest part that a host owns. */
    private static Cidr lastOf(IpamHost host) {
        IpamStatus.Entry greatest =
                host.allocator().status().entries().stream()
                        .filter(e -> e.peer().equals(host.name()))
                        .max(Comparator.comparingLong(IpamStatus.Entry::size))
                        .orElseThrow();
        long first = Cidr.parse(greatest.token(), "24").address();
        return new Cidr(first + greatest.size() - 1, UNIVERSE.prefixLength());
    }

    private List<IpamHost> started(int... numbers) {
        List<IpamHost> hosts = new ArrayList<>();
        for (int number : numbers) {
            IpamInit init = IpamInit.parse("consensus=" + numbers.length);
            hosts.add(new IpamHost(number, loop, network, random, UNIVERSE, init, true));
        }
        hosts.forEach(host -> host.start(hosts));
        loop.runSeconds(10);
        return hosts;
    }

    private Cidr allocate(IpamHost host, String ident) {
        CompletableFuture<Cidr> answer = host.allocator().allocate(ident, UNIVERSE, true);
        assertTrue(loop.runUntil(60, answer::isDone), ident);
        return answer.join();
    }

    private void meet(List<IpamHost> left, List<IpamHost> right) {
        left.forEach(host -> host.peer().connect(right.getFirst().peer()));
        loop.runSeconds(120);
    }

    private RepairReport repaired(IpamHost host, boolean dryRun) {
        CompletableFuture<RepairReport> answer = host.allocator().repair(dryRun);
        assertTrue(loop.runUntil(10, answer::isDone));
        return answer.join();
    }

    private static void assertConnected(List<IpamHost> hosts) {
        for (IpamHost host : hosts) {
            assertEquals(hosts.size() - 1, host.peer().establishedCount());
        }
    }

    private static void assertAgreed(List<IpamHost> hosts) {
        assertEquals(List.of(), conflicts(hosts));
        List<List<String>> owners =
                hosts.stream()
                        .map(h ->
                                h.allocator().status().entries().stream()
                                        .map(e -> e.token() + " " + e.peer())
                                        .toList())
                        .toList();
        assertEquals(1, owners.stream().distinct().count(), owners::toString);
    }

    private static List<IpamStatus.ConflictText> conflicts(List<IpamHost> hosts) {
        return hosts.stream().flatMap(h -> h.allocator().status().conflicts().stream()).toList();
    }

    /** Whoever has an address still has it, and nobody gets it now. */
    private void assertAddressesStay(List<IpamHost> hosts) {
        List<Cidr> taken = new ArrayList<>();
        for (IpamHost host : hosts) {
            taken.addAll(host.allocator().lookup("c" + host.number, UNIVERSE.range()));
        }
        assertEquals(hosts.size(), taken.size());
        for (int i = 0; i < 20; i++) {
            for (IpamHost host : hosts) {
                Cidr given = allocate(host, "n" + i + "-" + host.number);
                assertFalse(taken.contains(given), given::toString);
                taken.add(given);
            }
        }
    }
}
