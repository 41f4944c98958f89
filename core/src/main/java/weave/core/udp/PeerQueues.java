package weave.core.udp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Sockets;
import weave.linux.socket.SockFilter;
import weave.linux.socket.SockFprog;
import weave.linux.socket.SocketConstants;

/**
 * Which of several queues a neighbour's datagrams belong to: a hash of its name, computed here and,
 * for arriving datagrams, by the kernel. Neighbours need to agree on nothing for it, since every
 * sleeve datagram begins with its sender's name.
 *
 * <p>The kernel runs the program of a reuseport group ({@code SO_ATTACH_REUSEPORT_CBPF} of {@code
 * socket(7)}) with the UDP header taken off, and the number it yields is that of a socket in the
 * order of their binding. A datagram too short for a name ends the program at the load, which
 * yields 0.
 */
public final class PeerQueues {
    /** 2^32 divided by the golden ratio: names that follow on each other spread evenly. */
    private static final int MULTIPLIER = 0x9E37_79B1;

    private static final int HIGH_BITS = 16;

    private PeerQueues() {}

    /**
     * The queue of a neighbour.
     *
     * @param peer its name, 48 bits
     * @param queues 1 to 65535
     * @return 0 to {@code queues - 1}
     */
    public static int queueOf(long peer, int queues) {
        int folded = (int) (peer >>> 16) ^ (int) peer & 0xFFFF;
        return (folded * MULTIPLIER >>> HIGH_BITS) * queues >>> HIGH_BITS;
    }

    /**
     * Makes the kernel choose in the same way.
     *
     * @param fd the first socket of the group
     */
    static void attach(CallState state, int fd, int queues) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = arena.allocate(SockFprog.LAYOUT);
            int length = queues == 1 ? alwaysFirst(program, arena) : byName(program, arena, queues);
            SockFprog.len(program, 0, length);
            LinuxException.check(
                    "setsockopt(SO_ATTACH_REUSEPORT_CBPF)",
                    Sockets.setsockopt(
                            state,
                            fd,
                            SocketConstants.SOL_SOCKET,
                            SocketConstants.SO_ATTACH_REUSEPORT_CBPF,
                            program.address(),
                            (int) SockFprog.SIZE));
        }
    }

    private static int alwaysFirst(MemorySegment program, Arena arena) {
        return write(program, arena, new int[][] {{SockFilter.BPF_RET | SockFilter.BPF_K, 0}});
    }

    private static int byName(MemorySegment program, Arena arena, int queues) {
        int load = SockFilter.BPF_LD | SockFilter.BPF_ABS;
        int compute = SockFilter.BPF_ALU | SockFilter.BPF_K;
        return write(
                program,
                arena,
                new int[][] {
                    {load | SockFilter.BPF_W, 0},
                    {SockFilter.BPF_MISC | SockFilter.BPF_TAX, 0},
                    {load | SockFilter.BPF_H, Integer.BYTES},
                    {SockFilter.BPF_ALU | SockFilter.BPF_XOR | SockFilter.BPF_X, 0},
                    {compute | SockFilter.BPF_MUL, MULTIPLIER},
                    {compute | SockFilter.BPF_RSH, HIGH_BITS},
                    {compute | SockFilter.BPF_MUL, queues},
                    {compute | SockFilter.BPF_RSH, HIGH_BITS},
                    {SockFilter.BPF_RET | SockFilter.BPF_A, 0},
                });
    }

    /** Instructions as pairs of code and operand; returns how many there are. */
    private static int write(MemorySegment program, Arena arena, int[][] instructions) {
        MemorySegment filter = arena.allocate(SockFilter.LAYOUT, instructions.length);
        for (int i = 0; i < instructions.length; i++) {
            SockFilter.code(filter, i * SockFilter.SIZE, instructions[i][0]);
            SockFilter.k(filter, i * SockFilter.SIZE, instructions[i][1]);
        }
        SockFprog.filter(program, 0, filter.address());
        return instructions.length;
    }
}
