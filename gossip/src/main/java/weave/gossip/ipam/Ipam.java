package weave.gossip.ipam;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import weave.gossip.channel.GossipChannel;
import weave.gossip.channel.GossipSender;
import weave.gossip.gob.GobException;
import weave.gossip.mesh.Cancellable;
import weave.gossip.mesh.ControlLoop;

/** Address management in a mesh: what was saved is read, the channel registered, time passes. */
public final class Ipam {
    private static final Logger LOG = System.getLogger(Allocator.LOGGER);
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ControlLoop loop;
    private final Allocator allocator;
    private Cancellable nextTick = () -> {};

    private Ipam(ControlLoop loop, Allocator allocator) {
        this.loop = loop;
        this.allocator = allocator;
    }

    /**
     * Begins, with what was saved under the same name and for the same range. On the control loop.
     *
     * @param channels registers a channel under a name
     * @param random draws the number we vote under, and whom to ask for space
     */
    public static Ipam start(
            IpamConfig config,
            ControlLoop loop,
            IpamMesh mesh,
            IpamStore store,
            BiFunction<String, GossipChannel, GossipSender> channels,
            RandomGenerator random,
            Clock clock) {
        Estate estate = new Estate(config, mesh, store, saved(config, store, random));
        Allocator allocator =
                new Allocator(
                        estate,
                        random,
                        loop::nanoTime,
                        () -> TimeUnit.MILLISECONDS.toSeconds(clock.millis()));
        Ipam ipam = new Ipam(loop, allocator);
        Repair repair = new Repair(allocator, estate, loop, random);
        repair.sender(channels.apply(Repair.NAME, repair));
        allocator.repair(repair);
        IpamChannel channel = allocator.channel();
        IpamDeltas deltas = allocator.deltas(channel);
        deltas.sender(channels.apply(IpamDeltas.NAME, deltas));
        allocator.start(channels.apply(IpamChannel.NAME, channel));
        ipam.schedule();
        return ipam;
    }

    public Allocator allocator() {
        return allocator;
    }

    /** Ends: nothing is tried again any more. On the control loop. */
    public void stop() {
        nextTick.cancel();
    }

    private void schedule() {
        nextTick =
                loop.schedule(
                        TICK_NANOS,
                        () -> {
                            schedule();
                            allocator.tick();
                        });
    }

    private static SavedIpam saved(IpamConfig config, IpamStore store, RandomGenerator random) {
        AddressRange universe = config.universe().range();
        SavedIpam fresh =
                new SavedIpam(
                        Ring.empty(universe, config.name()),
                        Map.of(),
                        new PaxosNode(config.name(), random.nextLong()),
                        Map.of());
        SavedIpam saved;
        try {
            saved = SavedIpam.decode(store.load(), fresh);
        } catch (GobException e) {
            LOG.log(Level.WARNING, "the saved addresses cannot be read: " + e.getMessage());
            return fresh;
        }
        if (!saved.ring().self().equals(config.name())) {
            LOG.log(Level.INFO, "Deleting persisted data for peername " + saved.ring().self());
            return fresh;
        }
        if (!saved.ring().universe().equals(universe)) {
            LOG.log(
                    Level.INFO,
                    "Deleting persisted data for IPAM range "
                            + saved.ring().universe()
                            + "; our range is "
                            + universe);
            return fresh;
        }
        return saved.ring().isConsistent() ? saved : fresh;
    }
}
