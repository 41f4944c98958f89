package weave.gossip.ipam;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipSender;

/**
 * Hands out addresses of its own part of the ring, and sees to it that there is a part. On the
 * control loop alone. Whatever it answers has been saved before: a crash at any moment loses no
 * address that somebody was told, and hands none out twice.
 *
 * <p>An answer may take as long as the operation has to wait; {@link #status()} tells what for.
 * Cancelling an answer gives up.
 */
public final class Allocator {
    static final String LOGGER = "weaved.ipam";

    private static final Logger LOG = System.getLogger(LOGGER);

    private final Estate estate;
    private final IpamMessenger messenger;
    private final Election election;
    private final Departure departure;
    private final RandomGenerator random;
    private final LongSupplier clockNanos;
    private Repair repair;
    private boolean hasLeft;
    private final Containers containers = new Containers();
    private final Operations operations;

    Allocator(
            Estate estate,
            RandomGenerator random,
            LongSupplier clockNanos,
            LongSupplier clockSeconds) {
        this.estate = estate;
        this.random = random;
        this.clockNanos = clockNanos;
        this.messenger = new IpamMessenger(estate, clockSeconds);
        this.election = new Election(estate, messenger, this::ringUpdated);
        this.departure = new Departure(estate, messenger);
        this.operations = new Operations(estate);
    }

    /** Begins; the first ring of seeds is made here. */
    void start(GossipSender sender) {
        messenger.sender(sender);
        IpamInit init = estate.config().init();
        event(() -> {
            if (init.mode() == IpamInit.Mode.SEED && estate.ring().isEmpty()) {
                election.divide(init.seeds());
            }
        });
    }

    IpamChannel channel() {
        return new IpamChannel(this, estate, messenger, election);
    }

    /** What weaved neighbours are told instead. */
    IpamDeltas deltas(IpamChannel channel) {
        return new IpamDeltas(this, estate, messenger, channel, clockNanos);
    }

    /**
     * An address for a container, or for whatever the ident stands for: the one it has in the
     * subnet, or the lowest free one.
     *
     * @return on the loop; fails with {@link IpamException}
     */
    public CompletableFuture<Cidr> allocate(String ident, Cidr subnet, boolean isContainer) {
        AllocateOperation operation =
                new AllocateOperation(
                        estate, messenger, election, random, ident, subnet, isContainer);
        return begin(ident, operation, () -> operations.begin(operation), operation.answer());
    }

    /**
     * Notes that an ident has an address.
     *
     * @param patient whether to answer at once, and to go on trying, when the owner of the address
     *     cannot be asked yet
     * @return on the loop; fails with {@link IpamException}
     */
    public CompletableFuture<Void> claim(
            String ident, Cidr cidr, boolean isContainer, boolean patient) {
        ClaimOperation operation =
                new ClaimOperation(
                        estate,
                        messenger,
                        election,
                        containers::isEnded,
                        ident,
                        cidr,
                        isContainer,
                        patient);
        return begin(ident, operation, () -> operations.begin(operation), operation.answer());
    }

    private <T> CompletableFuture<T> begin(
            String ident,
            PendingOperation operation,
            Runnable firstTry,
            CompletableFuture<T> answer) {
        containers.forget(ident);
        if (hasLeft) {
            return CompletableFuture.failedFuture(left());
        }
        event(firstTry);
        operations.follow(answer, operation);
        return answer;
    }

    /** The addresses that an ident has in a range, in the order in which it got them. */
    public List<Cidr> lookup(String ident, AddressRange range) {
        return estate.claims().of(ident, range);
    }

    /** All addresses by ident. */
    public Map<String, List<Cidr>> all() {
        Map<String, List<Cidr>> all = new LinkedHashMap<>();
        estate.claims().all().forEach((ident, holding) -> all.put(ident, holding.cidrs()));
        return all;
    }

    /** The idents of containers that have addresses. */
    public Set<String> containers() {
        return estate.claims().all().entrySet().stream()
                .filter(holding -> holding.getValue().isContainer())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * Takes all addresses of an ident back.
     *
     * @return on the loop, when that is saved; fails with {@link IpamException} if it has none
     */
    public CompletableFuture<Void> releaseAll(String ident) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        containers.forget(ident);
        event(() -> {
            boolean had = !estate.releaseAll(ident).isEmpty();
            answer(answer, had, "Delete: no addresses for " + ident);
        });
        return answer;
    }

    /**
     * Takes one address back.
     *
     * @return on the loop, when that is saved; fails with {@link IpamException} if the ident does
     *     not have it
     */
    public CompletableFuture<Void> release(String ident, long address) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        event(() -> {
            boolean had = estate.release(ident, address);
            answer(
                    answer,
                    had,
                    "Free: address " + Ipv4.format(address) + " not found for " + ident);
        });
        return answer;
    }

    /** A container has ended; it keeps its addresses for 30 s, as it may come back. */
    public void containerDied(String ident) {
        event(() -> {
            operations.cancelFor(ident);
            if (!estate.claims().of(ident).isEmpty()) {
                containers.ended(ident, clockNanos.getAsLong());
            }
        });
    }

    /** A container runs, perhaps again. */
    public void containerStarted(String ident) {
        containers.forget(ident);
    }

    /** A container will never run again. */
    public void containerDestroyed(String ident) {
        containers.forget(ident);
        event(() -> {
            operations.cancelFor(ident);
            estate.releaseAll(ident);
        });
    }

    /** Told when there is a ring; starts an election if need be. */
    public CompletableFuture<Void> prime() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        event(() -> {
            election.begin();
            operations.begin(answer);
        });
        return answer;
    }

    /**
     * Takes over all addresses of a peer that is gone for good.
     *
     * @param peer its nickname or its name
     * @return on the loop, when that is saved, how many more addresses are free here
     */
    public CompletableFuture<Long> takeOver(String peer) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        event(() -> {
            long before = estate.space().freeCount();
            Ring ring = estate.ring();
            if (departure.takeOver(peer)) {
                ringUpdated();
                messenger.broadcastChanges(ring);
            }
            long gained = estate.space().freeCount() - before;
            estate.journal().then(() -> answer.complete(gained));
        });
        return answer;
    }

    /**
     * Whether a peer's addresses may be taken over.
     *
     * @param peer its nickname, or its name
     */
    public PeerStanding standing(String peer) {
        return departure.standing(peer);
    }

    /**
     * Hands all addresses over to another peer: we are about to leave for good.
     *
     * @return on the loop, when that is saved and told
     */
    public CompletableFuture<Void> shutDown() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        event(() -> {
            operations.cancelAll();
            departure.handOver();
            hasLeft = true;
            estate.journal().then(() -> answer.complete(null));
        });
        return answer;
    }

    /** How to settle conflicts; before that is wanted. */
    void repair(Repair value) {
        repair = value;
    }

    /**
     * Compares the rings of all weaved peers, and gives all of them the same one if they differ.
     *
     * @param dryRun only to tell what would be done
     * @return on the loop, after some seconds; fails with {@link IpamException} if that is going on
     *     already
     */
    public CompletableFuture<RepairReport> repair(boolean dryRun) {
        return repair.begin(dryRun);
    }

    public IpamStatus status() {
        return new StatusBuilder(estate)
                .build(
                        election.isWaiting(),
                        operations.waitingClaims(),
                        operations.waitingAllocations());
    }

    /** Every few seconds: tries again what waits. */
    void tick() {
        event(() -> {
            election.tick();
            containers.takeExpired(clockNanos.getAsLong()).forEach(estate::releaseAll);
            estate.conflicts().forgetGone(peer -> !estate.mesh().isReachable(peer));
            estate.conflictsChanged();
            operations.retry();
        });
    }

    /** Does something, and sees to it afterwards that it is saved and said. */
    void event(Runnable work) {
        work.run();
        estate.reportFree();
        estate.journal().commit();
    }

    /** There is a ring, or another one than before. */
    void ringUpdated() {
        if (election.isWaiting()) {
            LOG.log(Level.INFO, "IPAM: the ring is there");
        }
        election.over();
        operations.retry();
    }

    /** The owner of addresses gives them not away. */
    void denied(PeerName owner, AddressRange range) {
        operations.denied(owner, range);
    }

    private void answer(CompletableFuture<Void> answer, boolean isDone, String otherwise) {
        estate.journal()
                .then(() -> {
                    if (isDone) {
                        answer.complete(null);
                    } else {
                        answer.completeExceptionally(new IpamException(otherwise));
                    }
                });
    }

    private static IpamException left() {
        return new IpamException("this peer has left and handed its addresses over: restart it");
    }
}
