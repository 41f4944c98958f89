package weave.linux.bpf;

/**
 * A register of the BPF machine, 64 bits wide.
 *
 * <ul>
 *   <li>{@link #R0}: what a helper returned, and what the program returns
 *   <li>{@link #R1} to {@link #R5}: the arguments of a helper, gone after the call; {@link #R1}
 *       holds the context where a program begins
 *   <li>{@link #R6} to {@link #R9}: kept across calls
 *   <li>{@link #R10}: the end of the stack, which reaches 512 bytes below it; read only
 * </ul>
 */
public enum Register {
    R0,
    R1,
    R2,
    R3,
    R4,
    R5,
    R6,
    R7,
    R8,
    R9,
    R10
}
