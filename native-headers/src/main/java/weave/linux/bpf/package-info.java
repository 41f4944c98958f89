/**
 * BPF without a compiler or a library: programs are assembled, loaded, attached and tested here,
 * and share maps with this process. COLD, but for the lookups and updates of {@link
 * weave.linux.bpf.BpfMap} by address.
 *
 * <p>{@link weave.linux.bpf.BpfAssembler} writes {@link weave.linux.bpf.BpfCode}; {@link
 * weave.linux.bpf.BpfProgram} and {@link weave.linux.bpf.BpfMap} are what the kernel made of it;
 * {@link weave.linux.bpf.BpfLink} attaches a program to an interface. Beside them lie the kernel's
 * structures and constants, with their C names. What the kernel refuses is a {@link
 * weave.linux.LinuxException}.
 */
package weave.linux.bpf;
