package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.testkit.Seed;

/** Any rings whatever become one, the same whoever works it out. */
class RepairPlanTest {
    private static final AddressRange UNIVERSE = Cidr.parse("10.32.0.0/24").range();
    private static final int ROUNDS = 2_000;

    private final Random random = new Random(Seed.next(RepairPlanTest.class));

    @Test
    void shouldGiveTheSameRingWhateverTheOrder() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Testimony> told = testimonies();
            RepairPlan plan = new RepairPlan(UNIVERSE, told);
            List<Testimony> shuffled = new ArrayList<>(told);
            Collections.shuffle(shuffled, random);
            RepairPlan other = new RepairPlan(UNIVERSE, shuffled);
            assertEquals(plan.ring(), other.ring());
            assertEquals(plan.duplicates(), other.duplicates());
            assertTrue(plan.ring().isConsistent());
        }
    }

    @Test
    void shouldLeaveAddressesWhereTheyAreInUse() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Testimony> told = testimonies();
            Ring ring = new RepairPlan(UNIVERSE, told).ring();
            for (Testimony t : told) {
                for (AddressRange range : t.used()) {
                    PeerName owner = ring.owner(range.start());
                    boolean another =
                            told.stream()
                                    .filter(o -> o.peer().equals(owner))
                                    .anyMatch(o -> o.used().contains(range));
                    assertTrue(owner.equals(t.peer()) || another, range::toString);
                }
            }
        }
    }

    @Test
    void shouldBeTakenByEveryRingOfBefore() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Testimony> told = testimonies();
            Ring ring = new RepairPlan(UNIVERSE, told).ring();
            for (Testimony t : told) {
                Ring before = new Ring(UNIVERSE, t.peer(), t.ring().entries(), List.of());
                RingMerge.Result merged = RingMerge.merge(ring, before, range -> true);
                assertEquals(ring.entries(), merged.ring().entries());
                assertEquals(List.of(), merged.disputes());
            }
        }
    }

    @Test
    void shouldHaveNothingToDoWhenAllAgree() {
        List<PeerName> peers = List.of(new PeerName(1), new PeerName(2));
        List<Testimony> told = new ArrayList<>();
        for (PeerName peer : peers) {
            told.add(new Testimony(peer, Ring.divided(UNIVERSE, peer, peers), List.of(), true));
        }
        RepairPlan plan = new RepairPlan(UNIVERSE, told);
        assertFalse(plan.isNeeded());
        assertEquals(List.of(), plan.changes());
    }

    private List<Testimony> testimonies() {
        List<Testimony> told = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int number = 1; number <= count; number++) {
            PeerName peer = new PeerName(number);
            List<AddressRange> used = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                used.add(AddressRange.of(UNIVERSE.start() + random.nextInt(256)));
            }
            told.add(new Testimony(peer, ring(peer), used, true));
        }
        return told;
    }

    private Ring ring(PeerName peer) {
        TreeMap<Long, RingEntry> entries = new TreeMap<>();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            long token = UNIVERSE.start() + random.nextInt(16) * 16;
            PeerName owner = new PeerName(1 + random.nextInt(5));
            entries.put(token, new RingEntry(token, owner, random.nextInt(4), 0));
        }
        List<PeerName> seeds = List.of(new PeerName(1 + random.nextInt(3)));
        return new Ring(UNIVERSE, peer, List.copyOf(entries.values()), seeds);
    }
}
