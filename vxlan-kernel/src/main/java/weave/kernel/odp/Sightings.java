package weave.kernel.odp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What user space got out of tunnels, told by who reads it to who makes flows: one writer, one
 * reader, no waiting. What does not fit is not told: the next frame of its kind will be. HOT.
 *
 * <pre>
 *   | in port (32), tunnel id (32) | tunnel source (32) | source MAC | destination MAC |
 * </pre>
 */
final class Sightings {
    private static final int CAPACITY = 1024;
    private static final int FIELDS = 4;
    private static final VarHandle HEAD = handle("head");
    private static final VarHandle TAIL = handle("tail");

    private final long[] fields = new long[CAPACITY * FIELDS];

    /** How many were written; the writer's. */
    private long tail;

    /** How many were read; the reader's. */
    private long head;

    /** Takes one; the reader. */
    @FunctionalInterface
    interface Reader {
        void accept(FlowKey key);
    }

    /** Puts one in; false if it is full. */
    boolean offer(int inPort, int tunnelId, int tunnelSource, long source, long destination) {
        if (tail - (long) HEAD.getAcquire(this) == CAPACITY) {
            return false;
        }
        int at = (int) (tail & CAPACITY - 1) * FIELDS;
        fields[at] = (long) inPort << Integer.SIZE | tunnelId & 0xFFFF_FFFFL;
        fields[at + 1] = tunnelSource;
        fields[at + 2] = source;
        fields[at + 3] = destination;
        TAIL.setRelease(this, tail + 1);
        return true;
    }

    boolean isEmpty() {
        return head == (long) TAIL.getAcquire(this);
    }

    /** Takes all out, in order. */
    void drain(Reader reader) {
        long end = (long) TAIL.getAcquire(this);
        while (head < end) {
            int at = (int) (head & CAPACITY - 1) * FIELDS;
            FlowKey key =
                    new FlowKey(
                            (int) (fields[at] >>> Integer.SIZE),
                            new TunnelKey((int) fields[at], (int) fields[at + 1]),
                            fields[at + 2],
                            fields[at + 3]);
            HEAD.setRelease(this, head + 1);
            reader.accept(key);
        }
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(Sightings.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
