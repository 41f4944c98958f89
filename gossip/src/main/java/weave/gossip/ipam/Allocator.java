package weave.gossip.ipam;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
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
    private final Containers containers = new Containers();
    private final List<ClaimOperation> claims = new ArrayList<>();
    private final List<AllocateOperation> allocations = new ArrayList<>();
    private final List<AllocateOperation> unsaved = new ArrayList<>();
    private final List<CompletableFuture<Void>> primings = new ArrayList<>();

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
        containers.forget(ident);
        event(() -> {
            if (operation.attempt()) {
                saving(operation);
            } else {
                allocations.add(operation);
            }
        });
        giveUpIfCancelled(operation.answer(), operation);
        return operation.answer();
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
        containers.forget(ident);
        event(() -> {
            if (!operation.attempt()) {
                claims.add(operation);
            }
        });
        giveUpIfCancelled(operation.answer(), operation);
        return operation.answer();
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
            cancelFor(ident);
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
            cancelFor(ident);
            estate.releaseAll(ident);
        });
    }

    /** Of all containers only these are running: the others are gone for good. */
    public void pruneContainers(Set<String> running) {
        event(() -> {
            List<String> gone = new ArrayList<>();
            estate.claims()
                    .all()
                    .forEach((ident, holding) -> {
                        if (holding.isContainer() && !running.contains(ident)) {
                            gone.add(ident);
                        }
                    });
            gone.forEach(estate::releaseAll);
        });
    }

    /** Told when there is a ring; starts an election if need be. */
    public CompletableFuture<Void> prime() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        event(() -> {
            primings.add(answer);
            election.begin();
            primeIfRing();
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
            if (departure.takeOver(peer)) {
                ringUpdated();
                messenger.broadcast();
            }
            long gained = estate.space().freeCount() - before;
            estate.journal().then(() -> answer.complete(gained));
        });
        return answer;
    }

    /**
     * Hands all addresses over to another peer: we are about to leave for good.
     *
     * @return on the loop, when that is saved and told
     */
    public CompletableFuture<Void> shutDown() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        event(() -> {
            List.copyOf(claims).forEach(ClaimOperation::cancel);
            List.copyOf(allocations).forEach(AllocateOperation::cancel);
            claims.clear();
            allocations.clear();
            departure.handOver();
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
        List<IpamStatus.Waiting> waitingClaims =
                claims.stream()
                        .map(c ->
                                new IpamStatus.Waiting(
                                        c.ident(), c.cidr().toString(), c.waitingFor()))
                        .toList();
        List<IpamStatus.Waiting> waiting = new ArrayList<>();
        allocations.forEach(a -> waiting.add(waiting(a)));
        unsaved.forEach(a -> waiting.add(waiting(a)));
        return new StatusBuilder(estate).build(election.isWaiting(), waitingClaims, waiting);
    }

    /** Every few seconds: tries again what waits. */
    void tick() {
        event(() -> {
            election.tick();
            containers.takeExpired(clockNanos.getAsLong()).forEach(estate::releaseAll);
            estate.conflicts().forgetGone(peer -> !estate.mesh().isReachable(peer));
            estate.conflictsChanged();
            retry();
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
        retry();
    }

    /** The owner of addresses gives them not away. */
    void denied(PeerName owner, AddressRange range) {
        for (ClaimOperation claim : List.copyOf(claims)) {
            if (range.contains(claim.cidr().address())) {
                claim.denied(owner);
                claims.remove(claim);
            }
        }
    }

    private void retry() {
        claims.removeAll(attempted(claims));
        List<AllocateOperation> done = attempted(allocations);
        allocations.removeAll(done);
        done.forEach(this::saving);
        primeIfRing();
    }

    private static <T extends PendingOperation> List<T> attempted(List<T> operations) {
        return List.copyOf(operations).stream().filter(PendingOperation::attempt).toList();
    }

    private void primeIfRing() {
        if (!estate.ring().isEmpty()) {
            List<CompletableFuture<Void>> primed = List.copyOf(primings);
            primings.clear();
            estate.journal().then(() -> primed.forEach(answer -> answer.complete(null)));
        }
    }

    private void saving(AllocateOperation operation) {
        unsaved.add(operation);
        estate.journal().then(() -> unsaved.remove(operation));
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

    private void giveUpIfCancelled(CompletableFuture<?> answer, PendingOperation operation) {
        answer.whenComplete((_, failure) -> {
            if (failure instanceof CancellationException) {
                claims.remove(operation);
                allocations.remove(operation);
            }
        });
    }

    private void cancelFor(String ident) {
        List<PendingOperation> cancelled = new ArrayList<>(claims);
        cancelled.addAll(allocations);
        cancelled.removeIf(operation -> !operation.ident().equals(ident));
        cancelled.forEach(PendingOperation::cancel);
    }

    private static IpamStatus.Waiting waiting(AllocateOperation operation) {
        return new IpamStatus.Waiting(
                operation.ident(), operation.subnet().toString(), operation.waitingFor());
    }
}
