package weave.linux.bpf;

import static weave.linux.bpf.BpfConstants.BPF_OBJ_GET;
import static weave.linux.bpf.BpfConstants.BPF_OBJ_GET_INFO_BY_FD;
import static weave.linux.bpf.BpfConstants.BPF_OBJ_PIN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.Consumer;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.BpfCall;
import weave.linux.call.CallState;

/** What maps, programs and links have in common. */
final class Commands {
    private Commands() {}

    /** A command on a cold path: its result, or {@code -errno}. */
    static int run(int command, MemorySegment attributes) {
        return BpfCall.bpf(
                new CallState(), command, attributes.address(), (int) attributes.byteSize());
    }

    /** Gives an object a name in a BPF file system, under which it lives on. */
    static void pin(String operation, int fd, Path path) {
        try (Arena arena = Arena.ofConfined()) {
            LinuxException.check(operation, run(BPF_OBJ_PIN, at(arena, path, fd)));
        }
    }

    /** Opens what was pinned; who asks for it must see to it that it is of the right kind. */
    static FileDescriptor openPinned(String operation, Path path) {
        try (Arena arena = Arena.ofConfined()) {
            return new FileDescriptor(operation, run(BPF_OBJ_GET, at(arena, path, 0)));
        }
    }

    /** Opens what has an id, by one of the commands for that. */
    static FileDescriptor openId(String operation, int command, int id) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(GetIdAttr.LAYOUT);
            GetIdAttr.start_id(attributes, 0, id);
            return new FileDescriptor(operation, run(command, attributes));
        }
    }

    /** Has the kernel fill in what it knows of an object. */
    static void info(String operation, int fd, MemorySegment into) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(InfoAttr.LAYOUT);
            InfoAttr.bpf_fd(attributes, 0, fd);
            InfoAttr.info_len(attributes, 0, (int) into.byteSize());
            InfoAttr.info(attributes, 0, into.address());
            LinuxException.check(operation, run(BPF_OBJ_GET_INFO_BY_FD, attributes));
        }
    }

    /** Makes an object whose descriptor is the result of a command. */
    static FileDescriptor create(
            String operation, int command, long size, Consumer<MemorySegment> fill) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(size, Long.BYTES);
            fill.accept(attributes);
            return new FileDescriptor(operation, run(command, attributes));
        }
    }

    private static MemorySegment at(Arena arena, Path path, int fd) {
        MemorySegment attributes = arena.allocate(ObjAttr.LAYOUT);
        ObjAttr.pathname(attributes, 0, arena.allocateFrom(path.toString()).address());
        ObjAttr.bpf_fd(attributes, 0, fd);
        return attributes;
    }
}
