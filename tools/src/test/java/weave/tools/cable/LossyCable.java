package weave.tools.cable;

import java.util.List;
import weave.core.port.TapPort;
import weave.core.tuning.Tuning;
import weave.testkit.NetworkNamespace;
import weave.testkit.Seed;

/**
 * A cable between two hosts whose ends are TAPs, so that this process carries the frames and can
 * lose some and delay others. The TAPs have no offloads: the hosts' kernels cut super-frames and
 * complete checksums, and every frame is seen as it would be on a wire.
 *
 * <pre>
 *   left host ─ TAP ─▶ CableDirection ─▶ TAP ─ right host
 *               TAP ◀─ CableDirection ◀─ TAP
 * </pre>
 */
public final class LossyCable implements AutoCloseable {
    static final int SLOT_LENGTH = 2048;
    static final int HEADROOM = 64;

    /** Room for all that the hosts' sockets hold: what is lost is to be lost by us. */
    private static final int QUEUE_LENGTH = 10_000;

    private final TapPort left;
    private final TapPort right;
    private final List<CableDirection> directions;
    private final List<Thread> threads;

    private LossyCable(TapPort left, TapPort right) {
        this.left = left;
        this.right = right;
        long seed = Seed.next(LossyCable.class);
        directions =
                List.of(
                        new CableDirection(left, right, seed),
                        new CableDirection(right, left, ~seed));
        threads =
                directions.stream()
                        .map(direction -> Thread.ofPlatform().daemon().start(direction))
                        .toList();
    }

    /** Joins two namespaces by ends that have this name and are up. */
    public static LossyCable join(NetworkNamespace left, NetworkNamespace right, String end) {
        return new LossyCable(end(left, end), end(right, end));
    }

    private static TapPort end(NetworkNamespace namespace, String name) {
        Tuning tuning = Tuning.builder().queues(1).offloads(false).build();
        try {
            TapPort port = namespace.call(() -> TapPort.open(name, tuning, SLOT_LENGTH).getFirst());
            namespace.ip("link set " + name + " txqueuelen " + QUEUE_LENGTH + " up");
            return port;
        } catch (Exception e) {
            throw new IllegalStateException("no TAP " + name + " in " + namespace.name(), e);
        }
    }

    /** From now on, in both directions. */
    public void damage(Damage damage) {
        directions.forEach(direction -> direction.damage(damage));
    }

    /** Frames that were lost so far. */
    public long lost() {
        return directions.stream().mapToLong(CableDirection::lost).sum();
    }

    /** Frames that were delayed so far. */
    public long delayed() {
        return directions.stream().mapToLong(CableDirection::overtaken).sum();
    }

    @Override
    public void close() {
        directions.forEach(CableDirection::end);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        left.close();
        right.close();
    }
}
