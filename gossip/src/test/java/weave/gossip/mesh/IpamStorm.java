package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import weave.core.peer.PeerName;
import weave.gossip.ipam.Cidr;
import weave.gossip.ipam.IpamInit;
import weave.gossip.ipam.IpamStatus;

/**
 * Eight daemon cores over wires in memory, which are cut and mended while cores are killed and
 * started again from their disks: no address is handed out twice, none that was told is lost, and
 * in the end all that is free can be had by anybody.
 */
final class IpamStorm {
    private static final int HOSTS = 8;
    private static final int OPERATIONS = 10_000;
    private static final double PAUSE_SECONDS_MAX = 0.05;
    private static final double MIDST_SECONDS_MAX = 0.03;
    private static final int WAITING_MAX = 12;
    private static final double SETTLED_SECONDS = 1_200;
    private static final Cidr UNIVERSE = Cidr.parse("10.32.0.0/23");
    private static final List<Cidr> SUBNETS =
            List.of(
                    UNIVERSE,
                    UNIVERSE,
                    UNIVERSE,
                    Cidr.parse("10.32.0.0/24"),
                    Cidr.parse("10.32.1.128/25"));

    private final long seed;
    private final Random random;
    private final VirtualLoop loop = new VirtualLoop();
    private final InMemoryNetwork network;
    private final IpamLedger ledger = new IpamLedger();
    private final List<IpamHost> hosts = new ArrayList<>();
    private final List<CompletableFuture<?>> open = new ArrayList<>();
    private int nextIdent;

    /**
     * @param takesDeltas which hosts, by number, are told deltas of the ring
     */
    IpamStorm(long seed, IntPredicate takesDeltas) {
        this.seed = seed;
        this.random = new Random(seed);
        this.network = new InMemoryNetwork(loop, random);
        int kind = random.nextInt(3);
        for (int number = 1; number <= HOSTS; number++) {
            hosts.add(
                    new IpamHost(
                            number,
                            loop,
                            network,
                            random,
                            UNIVERSE,
                            init(kind, number),
                            takesDeltas.test(number)));
        }
    }

    void rage() {
        try {
            hosts.forEach(host -> host.start(hosts));
            loop.runSeconds(random.nextDouble() * 5);
            for (int i = 0; i < OPERATIONS; i++) {
                operate();
                loop.runSeconds(random.nextDouble() * PAUSE_SECONDS_MAX);
                assertEquals(List.of(), ledger.violations());
            }
            assertTrue(ledger.acknowledgedCount() > OPERATIONS / 20, "hardly anything happened");
            heal();
            if (random.nextBoolean()) {
                buryOne();
            }
            assertAllFreeSpaceCanBeHad();
            assertEquals(List.of(), ledger.violations());
        } catch (AssertionError e) {
            throw new AssertionError("-Dtest.seed=" + seed + ": " + e.getMessage(), e);
        }
    }

    /** Everybody votes, or five of them, or there are seeds. */
    private static IpamInit init(int kind, int number) {
        return switch (kind) {
            case 0 -> IpamInit.parse("consensus=8");
            case 1 -> IpamInit.parse(number <= 5 ? "consensus=5" : "observer");
            default ->
                    new IpamInit(
                            IpamInit.Mode.SEED,
                            0,
                            LongStream.rangeClosed(1, HOSTS)
                                    .mapToObj(n -> TestPeer.nameOf((int) n))
                                    .toList());
        };
    }

    private void operate() {
        IpamHost host = hosts.get(random.nextInt(HOSTS));
        int what = random.nextInt(1_000);
        if (what < 4) {
            killInTheMidst(host);
        } else if (what < 8) {
            cutOrMend(host, hosts.get(random.nextInt(HOSTS)));
        } else if (what < 10) {
            cutInTwo();
        } else if (what < 14) {
            hosts.forEach(one -> hosts.forEach(other -> mend(one, other)));
        } else if (!host.isUp()) {
            if (random.nextInt(20) == 0) {
                restart(host);
            }
        } else if (what < 450) {
            allocate(host, SUBNETS.get(random.nextInt(SUBNETS.size())));
        } else if (what < 465) {
            claim(host, UNIVERSE.start() + 1 + random.nextInt((int) UNIVERSE.size() - 2));
        } else {
            release(host);
        }
    }

    /** While it is saving and sending, if possible. */
    private void killInTheMidst(IpamHost host) {
        for (IpamHost other : hosts) {
            if (other.isUp() && random.nextBoolean()) {
                allocate(other, UNIVERSE);
            }
        }
        loop.runSeconds(random.nextDouble() * MIDST_SECONDS_MAX);
        if (host.isUp()) {
            if (random.nextBoolean()) {
                release(host);
            }
            allocate(host, UNIVERSE);
            loop.runSeconds(random.nextDouble() * MIDST_SECONDS_MAX);
            host.kill();
        }
    }

    private void restart(IpamHost host) {
        host.start(hosts);
        ledger.audit(host.number, host.allocator().all());
    }

    private void cutOrMend(IpamHost one, IpamHost other) {
        if (one == other) {
            return;
        }
        if (random.nextBoolean()) {
            network.cut(TestPeer.hostOf(one.number), TestPeer.hostOf(other.number));
        } else {
            mend(one, other);
        }
    }

    private void cutInTwo() {
        Set<IpamHost> side = new HashSet<>();
        hosts.forEach(host -> {
            if (random.nextBoolean()) {
                side.add(host);
            }
        });
        for (IpamHost one : side) {
            for (IpamHost other : hosts) {
                if (!side.contains(other)) {
                    network.cut(TestPeer.hostOf(one.number), TestPeer.hostOf(other.number));
                }
            }
        }
    }

    private void mend(IpamHost one, IpamHost other) {
        network.mend(TestPeer.hostOf(one.number), TestPeer.hostOf(other.number));
    }

    private void allocate(IpamHost host, Cidr subnet) {
        String ident = "c" + nextIdent++;
        CompletableFuture<Cidr> answer = host.allocator().allocate(ident, subnet, true);
        answer.thenAccept(cidr -> ledger.acknowledged(host.number, ident, cidr.address()));
        remember(answer);
    }

    private void claim(IpamHost host, long address) {
        String ident = "k" + nextIdent++;
        Cidr cidr = new Cidr(address, UNIVERSE.prefixLength());
        CompletableFuture<Void> answer = host.allocator().claim(ident, cidr, true, false);
        answer.thenAccept(_ -> ledger.acknowledged(host.number, ident, address));
        remember(answer);
    }

    /** What waits for long is given up, as a user would. */
    private void remember(CompletableFuture<?> answer) {
        open.removeIf(CompletableFuture::isDone);
        open.add(answer);
        if (open.size() > WAITING_MAX) {
            open.removeFirst().cancel(false);
        }
    }

    private void release(IpamHost host) {
        String ident = ledger.any(host.number, random.nextInt(1 << 20));
        if (!ident.isEmpty()) {
            ledger.releasing(ident);
            host.allocator().releaseAll(ident).thenAccept(_ -> ledger.released(ident));
        }
    }

    private void heal() {
        hosts.forEach(one -> hosts.forEach(other -> mend(one, other)));
        for (IpamHost host : hosts) {
            if (!host.isUp()) {
                restart(host);
            }
        }
        open.forEach(answer -> answer.cancel(false));
        loop.runSeconds(1);
        settle(hosts);
    }

    /** Lets time pass until all rings are the same and all are connected. */
    private void settle(List<IpamHost> alive) {
        // Somebody must want an address for there to be a ring at all.
        alive.forEach(host -> host.allocator().prime());
        boolean settled = loop.runUntil(SETTLED_SECONDS, () -> isSettled(alive));
        assertTrue(settled, () -> "not settled: " + owners(alive));
        for (IpamHost host : alive) {
            assertEquals(List.of(), host.allocator().status().conflicts());
            ledger.audit(host.number, host.allocator().all());
        }
    }

    private static boolean isSettled(List<IpamHost> alive) {
        boolean connected =
                alive.stream().allMatch(h -> h.peer().establishedCount() == alive.size() - 1);
        return connected
                && owners(alive).stream().distinct().count() == 1
                && !owners(alive).getFirst().isEmpty();
    }

    /** Who owns what, as each host sees it. */
    private static List<List<String>> owners(List<IpamHost> alive) {
        return alive.stream()
                .map(host ->
                        host.allocator().status().entries().stream()
                                .map(e -> e.token() + " " + e.peer() + " " + e.version())
                                .toList())
                .toList();
    }

    /** One host dies for good; another takes its addresses over. */
    private void buryOne() {
        IpamHost dead = hosts.remove(random.nextInt(HOSTS));
        PeerName name = dead.name();
        dead.kill();
        ledger.gone(dead.number);
        boolean noticed =
                loop.runUntil(
                        SETTLED_SECONDS,
                        () ->
                                hosts.stream()
                                        .allMatch(
                                                h -> h.peer().router.peers().find(name).isEmpty()));
        assertTrue(noticed, "the dead is still known");
        CompletableFuture<Long> gained = hosts.getFirst().allocator().takeOver(name.toString());
        loop.runSeconds(1);
        assertTrue(gained.isDone());
        settle(hosts);
    }

    private void assertAllFreeSpaceCanBeHad() {
        IpamHost one = hosts.get(random.nextInt(hosts.size()));
        long total = 0;
        for (IpamStatus.Entry entry : one.allocator().status().entries()) {
            total += entry.size();
        }
        assertEquals(UNIVERSE.size(), total);
        long usable = UNIVERSE.size() - 2;
        int taken = 0;
        for (long address : ledger.addresses()) {
            taken += UNIVERSE.hosts().contains(address) ? 1 : 0;
        }
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = taken; i < usable; i++) {
            String ident = "f" + nextIdent++;
            var answer = one.allocator().allocate(ident, UNIVERSE, true);
            answer.thenAccept(cidr -> ledger.acknowledged(one.number, ident, cidr.address()));
            answers.add(answer);
        }
        boolean had =
                loop.runUntil(
                        SETTLED_SECONDS,
                        () -> answers.stream().allMatch(CompletableFuture::isDone));
        assertTrue(had, () -> "not to be had: " + one.allocator().status().allocations());
    }
}
