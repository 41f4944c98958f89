package weave.xdp.program;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static weave.linux.bpf.BpfConstants.BPF_F_XDP_HAS_FRAGS;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_XSKMAP;
import static weave.linux.bpf.BpfConstants.BPF_PROG_TYPE_XDP;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.linux.FileDescriptor;
import weave.linux.bpf.BpfMap;
import weave.linux.bpf.BpfProgram;
import weave.linux.bpf.XdpMd;
import weave.linux.call.CallState;
import weave.linux.call.Sockets;
import weave.linux.socket.SocketConstants;

/** A program that is attached to nothing: it is run with one packet at a time. */
final class TestProgram implements AutoCloseable {
    static final int QUEUES = 4;
    private static final int PACKET_MAX = 16 << 10;

    private final Arena arena = Arena.ofShared();
    private final BpfMap sockets =
            BpfMap.create(
                    "weavetest_xsk", BPF_MAP_TYPE_XSKMAP, Integer.BYTES, Integer.BYTES, QUEUES);
    private final FileDescriptor socket = unboundSocket();
    private final BpfProgram loaded;
    private final MemorySegment packet = arena.allocate(PACKET_MAX, Long.BYTES);
    private final MemorySegment after = arena.allocate(PACKET_MAX, Long.BYTES);
    private final MemorySegment context = arena.allocate(XdpMd.LAYOUT);

    TestProgram(XdpProgram program) {
        loaded =
                BpfProgram.load(
                        program.name(),
                        BPF_PROG_TYPE_XDP,
                        program.assemble(sockets),
                        BPF_F_XDP_HAS_FRAGS);
    }

    /** Gives a queue a socket: for test runs any does, nothing arrives there. */
    void bind(int queue) {
        sockets.update(
                arena.allocateFrom(JAVA_INT, queue), arena.allocateFrom(JAVA_INT, socket.number()));
    }

    void unbind(int queue) {
        sockets.delete(arena.allocateFrom(JAVA_INT, queue));
    }

    /** What the program returns for a packet that arrives by the first queue of loopback. */
    int run(byte[] bytes) {
        copyIn(bytes);
        return loaded.testRun(packet.asSlice(0, bytes.length), MemorySegment.NULL).result();
    }

    /** The same; the packet must be afterwards what it was before. */
    int runUnchanged(byte[] bytes) {
        copyIn(bytes);
        BpfProgram.TestRun run = loaded.testRun(packet.asSlice(0, bytes.length), after);
        assertArrayEquals(bytes, after.asSlice(0, run.length()).toArray(JAVA_BYTE));
        return run.result();
    }

    /** The same with only some bytes in the first buffer; needs Linux 6.18. */
    int runCut(byte[] bytes, int visible) {
        return run(bytes, visible, 0, 0);
    }

    /** The same by a queue of an interface that has native XDP. */
    int run(byte[] bytes, int visible, int interfaceIndex, int queue) {
        copyIn(bytes);
        context.set(JAVA_INT, XdpMd.DATA_END_OFFSET, visible);
        context.set(JAVA_INT, XdpMd.INGRESS_IFINDEX_OFFSET, interfaceIndex);
        context.set(JAVA_INT, XdpMd.RX_QUEUE_INDEX_OFFSET, queue);
        return loaded.testRun(
                        packet.asSlice(0, bytes.length),
                        MemorySegment.NULL,
                        context,
                        MemorySegment.NULL,
                        1)
                .result();
    }

    @Override
    public void close() {
        loaded.close();
        socket.close();
        sockets.close();
        arena.close();
    }

    private void copyIn(byte[] bytes) {
        MemorySegment.copy(bytes, 0, packet, JAVA_BYTE, 0, bytes.length);
    }

    /** One that has no rings and no queue. */
    static FileDescriptor unboundSocket() {
        int result =
                Sockets.socket(
                        new CallState(), SocketConstants.AF_XDP, SocketConstants.SOCK_RAW, 0);
        return new FileDescriptor("socket(AF_XDP)", result);
    }
}
