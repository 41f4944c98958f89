package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;

/** One allocator, its disk and its clock in the hands of the test. */
class AllocatorTest {
    private static final PeerName SELF = new PeerName(1);
    private static final PeerName OTHER = new PeerName(2);
    private static final Cidr UNIVERSE = Cidr.parse("10.32.0.0/24");
    private static final long SECOND = 1_000_000_000L;

    private final SlowStore store = new SlowStore();
    private final RecordingSender sender = new RecordingSender();
    private long nowNanos;
    private boolean otherIsReachable = true;
    private Allocator allocator;

    /** Saves when told to. */
    private static final class SlowStore implements IpamStore {
        private Consumer<String> waiting;

        @Override
        public Map<String, byte[]> load() {
            return new LinkedHashMap<>();
        }

        @Override
        public void save(Map<String, byte[]> values, Consumer<String> done) {
            waiting = done;
        }

        void finish(String trouble) {
            while (waiting != null) {
                Consumer<String> done = waiting;
                waiting = null;
                done.accept(trouble);
            }
        }
    }

    @BeforeEach
    void start() {
        start(new IpamInit(IpamInit.Mode.SEED, 0, List.of(SELF, OTHER)));
    }

    private void start(IpamInit init) {
        QuietIpamLog.begin();
        IpamConfig config = new IpamConfig(SELF, "one", UNIVERSE, UNIVERSE, init);
        SavedIpam fresh =
                new SavedIpam(
                        Ring.empty(UNIVERSE.range(), SELF),
                        Map.of(),
                        new PaxosNode(SELF, 7),
                        Map.of());
        IpamMesh mesh =
                new IpamMesh() {
                    @Override
                    public boolean isReachable(PeerName peer) {
                        return otherIsReachable;
                    }

                    @Override
                    public List<PeerName> peers() {
                        return List.of(SELF, OTHER);
                    }

                    @Override
                    public int voters() {
                        return 3;
                    }
                };
        Estate estate = new Estate(config, mesh, store, fresh);
        allocator = new Allocator(estate, new Random(1), () -> nowNanos, () -> 0);
        sender.said.clear();
        allocator.start(sender);
    }

    private CompletableFuture<Cidr> allocated(String ident) {
        CompletableFuture<Cidr> answer = allocator.allocate(ident, UNIVERSE, true);
        store.finish(null);
        return answer;
    }

    @Test
    void shouldAnswerAndSpeakOnlyWhenSaved() {
        assertEquals(List.of(), sender.said);
        store.finish(null);
        assertEquals(1, sender.said.size());
        CompletableFuture<Cidr> answer = allocator.allocate("c1", UNIVERSE, true);
        assertFalse(answer.isDone());
        store.finish(null);
        assertEquals("10.32.0.1/24", answer.join().toString());
    }

    @Test
    void shouldSayWhatIsWrongWhenItCannotSave() {
        store.finish(null);
        CompletableFuture<Cidr> answer = allocator.allocate("c1", UNIVERSE, true);
        store.waiting.accept("No space left on device");
        assertFalse(answer.isDone());
        assertEquals("No space left on device", allocator.status().trouble());
        assertEquals(
                "the disk: No space left on device",
                allocator.status().allocations().getFirst().reason());
        allocator.tick();
        store.finish(null);
        assertTrue(answer.isDone());
        assertEquals(List.of(), allocator.status().allocations());
    }

    @Test
    void shouldGiveTheSameAddressWhenAskedAgain() {
        store.finish(null);
        assertEquals(allocated("c1").join(), allocated("c1").join());
        assertEquals("10.32.0.2/24", allocated("c2").join().toString());
    }

    @Test
    void shouldKeepTheAddressesOfADeadContainerForAWhile() {
        store.finish(null);
        allocated("c1");
        allocator.containerDied("c1");
        nowNanos += 29 * SECOND;
        allocator.tick();
        assertEquals(1, allocator.all().size());
        nowNanos += 2 * SECOND;
        allocator.tick();
        assertEquals(Map.of(), allocator.all());
    }

    @Test
    void shouldKeepTheAddressesOfARestartedContainer() {
        store.finish(null);
        allocated("c1");
        allocator.containerDied("c1");
        allocator.containerStarted("c1");
        nowNanos += 60 * SECOND;
        allocator.tick();
        assertEquals(Set.of("c1"), allocator.all().keySet());
        allocator.containerDestroyed("c1");
        assertEquals(Map.of(), allocator.all());
    }

    @Test
    void shouldTellWhoIsAContainer() {
        store.finish(null);
        allocated("c1");
        allocated("c2");
        allocator.claim("weave:expose", Cidr.parse("10.32.0.9/24"), false, false);
        assertEquals(Set.of("c1", "c2"), allocator.containers());
    }

    @Test
    void shouldForgetWhatIsCancelled() {
        start(IpamInit.parse("observer"));
        CompletableFuture<Cidr> answer = allocator.allocate("c1", UNIVERSE, true);
        assertEquals(
                "a peer that has address space: none has answered yet",
                allocator.status().allocations().getFirst().reason());
        answer.cancel(false);
        assertEquals(List.of(), allocator.status().allocations());
    }

    @Test
    void shouldTellTheQuorumWhenVoting() {
        start(IpamInit.parse("consensus"));
        CompletableFuture<Void> primed = allocator.prime();
        store.finish(null);
        assertFalse(primed.isDone());
        assertEquals(new IpamStatus.Election(true, 1, 2), allocator.status().election());
        allocator.allocate("c1", UNIVERSE, true);
        assertEquals(
                "consensus: quorum 2, known 1",
                allocator.status().allocations().getFirst().reason());
    }

    @Test
    void shouldGiveUpAClaimWhoseOwnerCannotBeReached() {
        store.finish(null);
        otherIsReachable = false;
        CompletableFuture<Void> answer =
                allocator.claim("c1", Cidr.parse("10.32.0.200/24"), true, false);
        for (int i = 0; i < 5; i++) {
            assertFalse(answer.isDone());
            allocator.tick();
            store.finish(null);
        }
        assertTrue(answer.isCompletedExceptionally());
        assertEquals(List.of(), allocator.status().claims());
    }

    @Test
    void shouldTellWhoseAddressesMayBeTakenOver() {
        store.finish(null);
        assertEquals(PeerStanding.UNKNOWN, allocator.standing("nosuch"));
        assertEquals(PeerStanding.PRESENT, allocator.standing(OTHER.toString()));
        otherIsReachable = false;
        assertEquals(PeerStanding.UNKNOWN, allocator.standing("7a:00:00:00:00:77"));
        assertEquals(PeerStanding.ABSENT, allocator.standing(OTHER.toString()));
        assertEquals(PeerStanding.SELF, allocator.standing(SELF.toString()));
    }

    @Test
    void shouldIgnoreMessagesOfAKindItDoesNotKnow() throws Exception {
        store.finish(null);
        sender.said.clear();
        allocator.channel().onUnicast(OTHER, new byte[] {9, 9, 9});
        assertEquals(List.of(), sender.said);
    }
}
