package weave.linux.bpf;

import static weave.linux.bpf.BpfConstants.BPF_PROG_GET_FD_BY_ID;
import static weave.linux.bpf.BpfConstants.BPF_PROG_TEST_RUN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;

/**
 * A program in the kernel. It stays there as long as it is attached to something, a descriptor is
 * open, or it is pinned.
 */
public final class BpfProgram implements AutoCloseable {
    private final FileDescriptor file;
    private final BpfProgramDescription description;

    /**
     * What a test run left.
     *
     * @param result what the program returned
     * @param length bytes of the packet afterwards
     * @param durationNanos one run, the mean of all
     */
    public record TestRun(int result, int length, int durationNanos) {}

    private BpfProgram(FileDescriptor file) {
        this.file = file;
        this.description = BpfProgramDescription.of(file.number());
    }

    /**
     * Has the kernel verify and compile a program.
     *
     * @param name for {@code bpftool} and for finding it again: letters, digits, {@code _} and
     *     {@code .}, at most 15
     * @param type as {@link BpfConstants#BPF_PROG_TYPE_SCHED_CLS}
     * @throws VerifierException if the kernel finds fault with it
     * @throws LinuxException if the kernel refuses for another reason
     */
    public static BpfProgram load(String name, int type, BpfCode code) {
        return load(name, type, code, 0);
    }

    /** The same with flags, as {@link BpfConstants#BPF_F_XDP_HAS_FRAGS}. */
    public static BpfProgram load(String name, int type, BpfCode code, int flags) {
        return opened(ProgramLoader.load(name, type, code, flags));
    }

    /** Opens a program by its id, as a filter or {@link Bpf#programIds} names it. */
    public static BpfProgram ofId(int id) {
        return opened(Commands.openId("open BPF program " + id, BPF_PROG_GET_FD_BY_ID, id));
    }

    /** Opens a program that was {@link #pin pinned}. */
    public static BpfProgram ofPath(Path path) {
        return opened(Commands.openPinned("open BPF program " + path, path));
    }

    /** Gives it a name in a BPF file system, where it lives until that file is removed. */
    public void pin(Path path) {
        Commands.pin("pin BPF program " + description.name() + " to " + path, fd(), path);
    }

    /** The descriptor's number; only while open. */
    public int fd() {
        return file.number();
    }

    /** What the kernel says of it. */
    public BpfProgramDescription description() {
        return description;
    }

    /**
     * Runs it once with a packet, as if that had arrived; nothing is sent.
     *
     * @param packet from its Ethernet header on
     * @param after room for the packet as the program left it
     */
    public TestRun testRun(MemorySegment packet, MemorySegment after) {
        return testRun(packet, after, MemorySegment.NULL, MemorySegment.NULL, 1);
    }

    /**
     * The same with a context.
     *
     * @param context what the program finds in R1, as {@link SkBuff}; empty for none
     * @param contextAfter room for all of it as the program left it; the kernel's is larger than
     *     the part that is described here, and where it does not fit it is {@code ENOSPC}
     * @param count how often it is run
     */
    public TestRun testRun(
            MemorySegment packet,
            MemorySegment after,
            MemorySegment context,
            MemorySegment contextAfter,
            int count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(TestRunAttr.LAYOUT);
            TestRunAttr.prog_fd(attributes, 0, fd());
            TestRunAttr.data_in(attributes, 0, packet.address());
            TestRunAttr.data_size_in(attributes, 0, (int) packet.byteSize());
            TestRunAttr.data_out(attributes, 0, after.address());
            TestRunAttr.data_size_out(attributes, 0, (int) after.byteSize());
            TestRunAttr.ctx_in(attributes, 0, context.address());
            TestRunAttr.ctx_size_in(attributes, 0, (int) context.byteSize());
            TestRunAttr.ctx_out(attributes, 0, contextAfter.address());
            TestRunAttr.ctx_size_out(attributes, 0, (int) contextAfter.byteSize());
            TestRunAttr.repeat(attributes, 0, count);
            LinuxException.check(
                    "run BPF program " + description.name(),
                    Commands.run(BPF_PROG_TEST_RUN, attributes));
            return new TestRun(
                    TestRunAttr.retval(attributes, 0),
                    TestRunAttr.data_size_out(attributes, 0),
                    TestRunAttr.duration(attributes, 0));
        }
    }

    /** Closes the descriptor; a second time does nothing. */
    @Override
    public void close() {
        file.close();
    }

    @Override
    public String toString() {
        return "BPF program " + description.name();
    }

    private static BpfProgram opened(FileDescriptor file) {
        try {
            return new BpfProgram(file);
        } catch (LinuxException refused) {
            file.close();
            throw refused;
        }
    }
}
