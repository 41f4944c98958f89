package weave.bench.scenario;

import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import weave.core.engine.Limits;
import weave.core.frame.FrameMemory;
import weave.core.sleeve.DatagramSink;
import weave.core.tuning.Tuning;

/** Keeps the datagrams of a burst, each behind the one before, instead of sending them. */
final class MemorySink implements DatagramSink, AutoCloseable {
    private static final int DATAGRAMS_MAX = Tuning.RECEIVE_BATCH_DEFAULT;
    private static final int ALIGNMENT = 64;

    private final FrameMemory memory = new FrameMemory(DATAGRAMS_MAX, Limits.FRAME_SLOT_LENGTH);
    private final int[] offsets = new int[DATAGRAMS_MAX];
    private final int[] lengths = new int[DATAGRAMS_MAX];
    private int used;
    private int count;

    /** Forgets the burst before. */
    void clear() {
        used = 0;
        count = 0;
    }

    int count() {
        return count;
    }

    int offset(int index) {
        return offsets[index];
    }

    int length(int index) {
        return lengths[index];
    }

    int hash() {
        ByteHash hash = new ByteHash();
        for (int i = 0; i < count; i++) {
            hash.add(memory.buffer(), offsets[i], lengths[i]);
        }
        return hash.value();
    }

    @Override
    public MutableDirectBuffer buffer() {
        return memory.buffer();
    }

    /** One path is used, so what is claimed is submitted before the next claim. */
    @Override
    public int claim(int lengthMax) {
        return used;
    }

    @Override
    public void submit(int path, int offset, int headLength, long tailAddress, int tailLength) {
        offsets[count] = offset;
        lengths[count] = headLength;
        count++;
        used = BitUtil.align(offset + headLength, ALIGNMENT);
    }

    @Override
    public void close() {
        memory.close();
    }
}
