package weave.bench.scenario;

import org.agrona.MutableDirectBuffer;
import weave.core.engine.Limits;
import weave.core.frame.FrameMemory;
import weave.core.sleeve.DatagramSink;
import weave.core.sleeve.SleeveLayout;

/** Keeps the datagrams of a burst instead of sending them. */
final class MemorySink implements DatagramSink, AutoCloseable {
    private final FrameMemory memory =
            new FrameMemory(Limits.BATCH_MAX + 1, SleeveLayout.PAYLOAD_MAX);
    private final int[] lengths = new int[Limits.BATCH_MAX + 1];
    private int claimed;
    private int submitted;

    /** Forgets the burst before. */
    void clear() {
        claimed = 0;
        submitted = 0;
    }

    int count() {
        return submitted;
    }

    int offset(int index) {
        return memory.offset(index);
    }

    int length(int index) {
        return lengths[index];
    }

    int hash() {
        ByteHash hash = new ByteHash();
        for (int i = 0; i < submitted; i++) {
            hash.add(memory.buffer(), offset(i), lengths[i]);
        }
        return hash.value();
    }

    @Override
    public MutableDirectBuffer buffer() {
        return memory.buffer();
    }

    @Override
    public int claim(int lengthMax) {
        return memory.offset(claimed++);
    }

    /** One path is used, so datagrams are submitted in the order of their claims. */
    @Override
    public void submit(int path, int offset, int length) {
        lengths[submitted++] = length;
    }

    @Override
    public void close() {
        memory.close();
    }
}
