package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Names of programs and maps in the kernel's structures: 15 characters and a zero. */
final class Names {
    private static final int LENGTH_MAX = BpfConstants.BPF_OBJ_NAME_LEN - 1;

    private Names() {}

    /** Into memory that is zeros; what is too long is cut. */
    static void write(MemorySegment memory, long start, String name) {
        for (int i = 0; i < Math.min(name.length(), LENGTH_MAX); i++) {
            memory.set(JAVA_BYTE, start + i, (byte) name.charAt(i));
        }
    }

    static String read(MemorySegment memory, long start) {
        byte[] bytes = memory.asSlice(start, BpfConstants.BPF_OBJ_NAME_LEN).toArray(JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
