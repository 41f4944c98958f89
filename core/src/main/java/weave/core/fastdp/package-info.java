/**
 * The fast datapath: frames that the kernel carries between containers and neighbours, in VXLAN,
 * without user space; or user space in its stead, where an uplink goes past the kernel. What is the
 * same however a kernel is programmed: the bytes on the wire, the heartbeats, the life of a
 * connection; and {@link weave.core.fastdp.KernelDatapath} and {@link weave.core.fastdp.EspKernel},
 * which the ways of programming one implement. COLD, but for {@link weave.core.fastdp.VxlanLayout},
 * {@link weave.core.fastdp.Upcall}, {@link weave.core.fastdp.FastHeartbeat} and {@link
 * weave.core.fastdp.UpcallPort}.
 */
package weave.core.fastdp;
