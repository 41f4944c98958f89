/**
 * The fast datapath: frames that the kernel carries between containers and neighbours, in VXLAN,
 * without user space. What is the same however a kernel is programmed: the bytes on the wire, the
 * heartbeats, the overlay the mesh sees; and {@link weave.core.fastdp.KernelDatapath}, which the
 * ways of programming one implement. COLD, but for {@link weave.core.fastdp.VxlanLayout} and {@link
 * weave.core.fastdp.Upcall}.
 */
package weave.core.fastdp;
