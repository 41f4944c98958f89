package weave.core.engine;

import weave.core.frame.FrameMemory;
import weave.core.udp.DatagramSource;

/**
 * What another queue's ingress has received for this one: a queue of a network card brings what the
 * card has dealt to it, whosever it is. Ingress takes it as it takes its own, from where it lies in
 * the ring.
 */
final class HandedOverDatagrams implements DatagramSource {
    private final HandOverRing ring;
    private final int[] offsets;
    private final int[] lengths;
    private final long[] sources;
    private final int[] ports;

    /**
     * @param ring which stays its owner's
     * @param batch how many are taken at a time
     */
    HandedOverDatagrams(HandOverRing ring, int batch) {
        this.ring = ring;
        offsets = new int[batch];
        lengths = new int[batch];
        sources = new long[batch];
        ports = new int[batch];
    }

    @Override
    public FrameMemory memory() {
        return ring.memory();
    }

    @Override
    public int receive() {
        ring.release();
        int count = 0;
        while (count < offsets.length && ring.next()) {
            offsets[count] = ring.frameOffset();
            lengths[count] = ring.frameLength();
            sources[count] = ring.source();
            ports[count] = (int) ring.destination();
            count++;
        }
        return count;
    }

    @Override
    public int offset(int index) {
        return offsets[index];
    }

    @Override
    public int length(int index) {
        return lengths[index];
    }

    @Override
    public int segmentLength(int index) {
        return lengths[index];
    }

    @Override
    public long source(int index) {
        return sources[index];
    }

    @Override
    public int destinationPort(int index) {
        return ports[index];
    }

    /** Nothing is its own. */
    @Override
    public void close() {}
}
