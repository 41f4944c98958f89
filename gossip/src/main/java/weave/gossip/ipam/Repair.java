package weave.gossip.ipam;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipChannel;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipSender;
import weave.gossip.gob.GobException;
import weave.gossip.mesh.Cancellable;
import weave.gossip.mesh.ControlLoop;

/**
 * Settles conflicts among weaved peers, on a channel of its own, which others pass on and do not
 * understand. Who begins asks everybody, works out one ring, and has everybody take it; meanwhile
 * nobody hands out or gives away anything.
 *
 * <pre>
 *   A                     others
 *   |------- ask -------->|  freeze
 *   |<------ tell --------|  ring, addresses in use
 *   |------ apply ------->|  take the ring, go on
 * </pre>
 */
final class Repair implements GossipChannel {
    static final String NAME = "weaved-IPallocation";

    private static final Logger LOG = System.getLogger(Allocator.LOGGER);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long FREEZE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Allocator allocator;
    private final Estate estate;
    private final ControlLoop loop;
    private final RandomGenerator random;
    private GossipSender sender;
    private Running running;
    private Cancellable thaw = () -> {};

    /** The repair that we last told something for, and have not changed anything since. */
    private long toldId;

    /** One that was begun here. */
    private static final class Running {
        final long id;
        final boolean dryRun;
        final Map<PeerName, Testimony> told = new LinkedHashMap<>();
        final CompletableFuture<RepairReport> answer = new CompletableFuture<>();

        Running(long id, boolean dryRun) {
            this.id = id;
            this.dryRun = dryRun;
        }
    }

    Repair(Allocator allocator, Estate estate, ControlLoop loop, RandomGenerator random) {
        this.allocator = allocator;
        this.estate = estate;
        this.loop = loop;
        this.random = random;
    }

    void sender(GossipSender value) {
        sender = value;
    }

    /**
     * Looks at everybody's rings, and mends them unless told not to.
     *
     * @return on the loop; fails with {@link IpamException} if a repair is going on already
     */
    CompletableFuture<RepairReport> begin(boolean dryRun) {
        if (running != null) {
            return CompletableFuture.failedFuture(
                    new IpamException("a repair is going on: try again in a few seconds"));
        }
        Running begun = new Running(random.nextLong(), dryRun);
        running = begun;
        if (!dryRun) {
            freeze();
        }
        toldId = begun.id;
        allocator.event(() ->
                estate.journal()
                        .then(() -> {
                            begun.told.put(estate.self(), testimony());
                            sender.broadcast(data(message(RepairMessage.ASK, begun, List.of())));
                            loop.execute(() -> finishIfAllTold(begun));
                        }));
        loop.schedule(ANSWER_NANOS, () -> finish(begun));
        return begun.answer;
    }

    @Override
    public void onUnicast(PeerName source, byte[] data) {
        read(data)
                .ifPresent(message -> {
                    boolean isAnswer =
                            running != null
                                    && message.kind() == RepairMessage.TELL
                                    && message.id() == running.id;
                    if (isAnswer) {
                        running.told.put(
                                source,
                                new Testimony(source, message.ring(), message.used(), true));
                        finishIfAllTold(running);
                    }
                });
    }

    @Override
    public Optional<GossipData> onBroadcast(PeerName source, byte[] data) {
        read(data)
                .ifPresent(message -> {
                    if (message.kind() == RepairMessage.ASK) {
                        asked(source, message);
                    } else if (message.kind() == RepairMessage.APPLY) {
                        allocator.event(() -> apply(source, message));
                    }
                });
        return Optional.of(new Messages(List.of(data)));
    }

    @Override
    public Optional<GossipData> onGossip(byte[] data) {
        return Optional.empty();
    }

    @Override
    public Optional<GossipData> gossip() {
        return Optional.empty();
    }

    private void asked(PeerName source, RepairMessage question) {
        if (question.freeze()) {
            freeze();
        }
        toldId = question.id();
        allocator.event(() ->
                estate.journal()
                        .then(() -> {
                            Testimony mine = testimony();
                            RepairMessage answer =
                                    new RepairMessage(
                                            RepairMessage.TELL,
                                            question.id(),
                                            question.freeze(),
                                            estate.self(),
                                            mine.ring(),
                                            mine.used());
                            sender.unicast(source, answer.encode());
                        }));
    }

    /** Nobody is waited for who has told, nor anybody who is alone. */
    private void finishIfAllTold(Running begun) {
        if (begun.told.keySet().containsAll(estate.mesh().peers())) {
            finish(begun);
        }
    }

    private void finish(Running done) {
        if (running != done) {
            return;
        }
        running = null;
        Map<PeerName, Testimony> told = new LinkedHashMap<>(done.told);
        for (Conflict conflict : estate.conflicts().all()) {
            estate.conflicts()
                    .ringOf(conflict.teller())
                    .ifPresent(ring ->
                            told.putIfAbsent(
                                    conflict.teller(), Testimony.assumed(conflict.teller(), ring)));
        }
        RepairPlan plan = new RepairPlan(estate.universe(), List.copyOf(told.values()));
        boolean applied = !done.dryRun && plan.isNeeded();
        if (applied) {
            RepairMessage order =
                    new RepairMessage(
                            RepairMessage.APPLY,
                            done.id,
                            false,
                            estate.self(),
                            plan.ring(),
                            List.of());
            sender.broadcast(data(order));
            allocator.event(() -> apply(estate.self(), order));
        }
        unfreeze();
        done.answer.complete(report(done, plan, applied));
    }

    private RepairReport report(Running done, RepairPlan plan, boolean applied) {
        Collection<PeerName> silent = new ArrayList<>(estate.mesh().peers());
        silent.removeAll(done.told.keySet());
        return new RepairReport(
                done.told.keySet().stream().map(estate::display).toList(),
                silent.stream().map(estate::display).toList(),
                plan.isNeeded() && plan.changes().isEmpty()
                        ? List.of("the seeds: " + plan.ring().seeds())
                        : plan.changes(),
                plan.duplicates(),
                applied);
    }

    /** Takes another's ring for ours, unless it would take addresses in use that it knew not of. */
    private void apply(PeerName source, RepairMessage order) {
        Ring ring = order.ring();
        Ring ours = new Ring(estate.universe(), estate.self(), ring.entries(), ring.seeds());
        boolean isUsable =
                ring.universe().equals(estate.universe()) && !ring.isEmpty() && ours.isConsistent();
        boolean isInformed = order.id() == toldId || keepsOurs(ours);
        if (!isUsable || !isInformed) {
            LOG.log(
                    Level.WARNING,
                    "IPAM: the repair by "
                            + estate.display(source)
                            + " is not taken: "
                            + (isUsable
                                    ? "addresses in use here were not known to it"
                                    : "its ring is not for our range"));
            unfreeze();
            return;
        }
        LOG.log(Level.INFO, "IPAM: ring repaired by " + estate.display(source));
        estate.conflicts().clear();
        estate.ring(ours);
        estate.conflictsChanged();
        unfreeze();
        allocator.ringUpdated();
    }

    private boolean keepsOurs(Ring ring) {
        AddressSet owned = new AddressSet();
        ring.ownedBy(estate.self()).forEach(owned::add);
        return estate.addressesInUse().stream().allMatch(owned::containsAll);
    }

    private Testimony testimony() {
        return new Testimony(estate.self(), estate.ring(), estate.addressesInUse(), true);
    }

    private RepairMessage message(int kind, Running begun, List<AddressRange> used) {
        return new RepairMessage(kind, begun.id, !begun.dryRun, estate.self(), estate.ring(), used);
    }

    private void freeze() {
        estate.frozen(true);
        thaw.cancel();
        thaw =
                loop.schedule(
                        FREEZE_NANOS,
                        () -> {
                            toldId = 0;
                            unfreeze();
                        });
    }

    private void unfreeze() {
        thaw.cancel();
        estate.frozen(false);
    }

    private static Optional<RepairMessage> read(byte[] data) {
        try {
            return Optional.of(RepairMessage.decode(data));
        } catch (GobException e) {
            LOG.log(Level.DEBUG, () -> "malformed repair message: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static GossipData data(RepairMessage message) {
        return new Messages(List.of(message.encode()));
    }

    /** Messages that are said as they are. */
    private record Messages(List<byte[]> messages) implements GossipData {
        /** More are not waiting for anybody but by a fault. */
        private static final int COUNT_MAX = 16;

        @Override
        public List<byte[]> encode() {
            return messages;
        }

        @Override
        public GossipData merge(GossipData later) {
            List<byte[]> both = new ArrayList<>(messages);
            both.addAll(((Messages) later).messages);
            return new Messages(
                    List.copyOf(both.subList(Math.max(0, both.size() - COUNT_MAX), both.size())));
        }
    }
}
