package weave.tools.cable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import weave.core.frame.FrameBatch;
import weave.core.frame.FrameMemory;
import weave.core.frame.GatherBatch;
import weave.core.frame.SegmentJoiner;
import weave.core.frame.VnetHeader;
import weave.core.port.TapPort;
import weave.linux.call.CallState;
import weave.linux.call.Pollfd;
import weave.linux.call.Polling;

/**
 * Carries frames from one end of a cable to the other, and damages some on the way:
 *
 * <pre>
 *   from ─▶ lose? ─▶ delay? ─────────────────▶ join ─▶ to
 *                       └─▶ wait for later ones ─┘
 * </pre>
 *
 * Datagrams of a flow that are neighbours still arrive as one super-frame, as from a network card
 * with GRO.
 */
final class CableDirection implements Runnable {
    static final int OVERTAKERS_MAX = 12;

    /** A delayed frame that nothing overtakes goes on then. */
    private static final int QUIET_MILLIS = 3;

    private static final int IDLE_MILLIS = 100;
    private static final int BATCH = 64;

    private final CallState state = new CallState();
    private final FrameBatch taken = new FrameBatch(BATCH);
    private final SegmentJoiner joiner = new SegmentJoiner(true);
    private final FrameMemory memory = new FrameMemory(2 * BATCH, LossyCable.SLOT_LENGTH);
    private final GatherBatch leaving = new GatherBatch(2 * BATCH);
    private final Deque<byte[]> ready = new ArrayDeque<>();
    private final List<Delayed> delayed = new ArrayList<>();
    private final TapPort from;
    private final TapPort to;
    private final Random random;
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong overtaken = new AtomicLong();
    private volatile Damage damage = Damage.NONE;
    private volatile boolean closing;

    private static final class Delayed {
        private final byte[] frame;
        private int overtakers;

        private Delayed(byte[] frame, int overtakers) {
            this.frame = frame;
            this.overtakers = overtakers;
        }
    }

    CableDirection(TapPort from, TapPort to, long seed) {
        this.from = from;
        this.to = to;
        random = new Random(seed);
    }

    void damage(Damage from) {
        damage = from;
    }

    long lost() {
        return lost.get();
    }

    long overtaken() {
        return overtaken.get();
    }

    /** {@link #run} returns soon. */
    void end() {
        closing = true;
    }

    @Override
    public void run() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pollfd = arena.allocate(Pollfd.LAYOUT);
            while (!closing) {
                Pollfd.set(pollfd, 0, from.fd(), Pollfd.POLLIN);
                int timeout = delayed.isEmpty() ? IDLE_MILLIS : QUIET_MILLIS;
                if (Polling.poll(state, pollfd.address(), 1, timeout) == 0) {
                    delayed.forEach(waiting -> ready.add(waiting.frame));
                    delayed.clear();
                }
                take();
                deliver();
            }
        } finally {
            memory.close();
        }
    }

    private void take() {
        taken.clear();
        from.receive(state, taken);
        Damage present = damage;
        for (int i = 0; i < taken.count(); i++) {
            byte[] frame = new byte[taken.length(i)];
            from.memory().buffer().getBytes(taken.offset(i), frame);
            if (random.nextDouble() < present.lostShare()) {
                lost.incrementAndGet();
            } else if (random.nextDouble() < present.delayedShare()) {
                overtaken.incrementAndGet();
                delayed.add(new Delayed(frame, 1 + random.nextInt(OVERTAKERS_MAX)));
            } else {
                ready.add(frame);
                overtake();
            }
        }
    }

    private void overtake() {
        for (Iterator<Delayed> all = delayed.iterator(); all.hasNext(); ) {
            Delayed waiting = all.next();
            if (--waiting.overtakers == 0) {
                ready.add(waiting.frame);
                all.remove();
            }
        }
    }

    private void deliver() {
        while (!ready.isEmpty()) {
            leaving.clear();
            for (int slot = 0; slot < memory.frameCount() && !ready.isEmpty(); slot++) {
                append(memory.offset(slot) + LossyCable.HEADROOM, ready.remove());
            }
            joiner.close();
            to.transmit(state, memory, leaving);
        }
    }

    private void append(int offset, byte[] frame) {
        memory.buffer().putBytes(offset, frame);
        if (joiner.isOpen()) {
            if (joiner.extend(offset, frame.length, false)) {
                int headers = joiner.headersLength();
                leaving.extend(offset + headers, frame.length - headers);
                return;
            }
            joiner.close();
        }
        VnetHeader.clear(memory.buffer(), offset);
        leaving.append(offset, frame.length);
        joiner.begin(memory.buffer(), offset, frame.length, false);
    }
}
