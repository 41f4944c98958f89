package weave.linux.bpf;

import static weave.linux.bpf.BpfConstants.BPF_PROG_LOAD;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.linux.Errno;
import weave.linux.FileDescriptor;

/**
 * Loads programs: at first without a log, which is faster, and after a refusal with one, that
 * becomes larger until the verifier has room for all it says.
 */
final class ProgramLoader {
    /** The project's. The kernel keeps some helpers for the GPL; none of those is needed. */
    private static final String LICENSE = "Apache-2.0";

    private static final int LOG_LENGTH_MIN = 64 << 10;
    private static final int LOG_LENGTH_MAX = 16 << 20;

    /** The kernel gives up if a signal comes meanwhile, as the JVM sends them. */
    private static final int ATTEMPTS = 10;

    private ProgramLoader() {}

    static FileDescriptor load(String name, int type, BpfCode code, int flags) {
        String operation = "load BPF program " + name;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = attributes(arena, name, type, code);
            ProgLoadAttr.prog_flags(attributes, 0, flags);
            int result = attempt(attributes);
            int withoutLog = result;
            int logLength = LOG_LENGTH_MIN;
            String log = "";
            while (result < 0 && isAnswerOfVerifier(withoutLog)) {
                MemorySegment room = arena.allocate(logLength);
                ProgLoadAttr.log_level(attributes, 0, 1);
                ProgLoadAttr.log_size(attributes, 0, logLength);
                ProgLoadAttr.log_buf(attributes, 0, room.address());
                result = attempt(attributes);
                log = room.getString(0);
                logLength *= 4;
                if (result != -Errno.ENOSPC || logLength > LOG_LENGTH_MAX) {
                    break;
                }
            }
            if (result < 0 && !log.isBlank()) {
                throw new VerifierException(operation, -withoutLog, log);
            }
            return new FileDescriptor(operation, result);
        }
    }

    private static MemorySegment attributes(Arena arena, String name, int type, BpfCode code) {
        MemorySegment instructions = arena.allocate(code.length() * BpfInsn.SIZE, BpfInsn.SIZE);
        code.copyTo(instructions);
        MemorySegment attributes = arena.allocate(ProgLoadAttr.LAYOUT);
        ProgLoadAttr.prog_type(attributes, 0, type);
        ProgLoadAttr.insn_cnt(attributes, 0, code.length());
        ProgLoadAttr.insns(attributes, 0, instructions.address());
        ProgLoadAttr.license(attributes, 0, arena.allocateFrom(LICENSE).address());
        ProgLoadAttr.prog_name(attributes, 0, name);
        return attributes;
    }

    private static int attempt(MemorySegment attributes) {
        int result = -Errno.EAGAIN;
        for (int i = 0; i < ATTEMPTS && result == -Errno.EAGAIN; i++) {
            result = Commands.run(BPF_PROG_LOAD, attributes);
        }
        return result;
    }

    private static boolean isAnswerOfVerifier(int result) {
        return result != -Errno.EPERM && result != -Errno.ENOSYS && result != -Errno.EAGAIN;
    }
}
