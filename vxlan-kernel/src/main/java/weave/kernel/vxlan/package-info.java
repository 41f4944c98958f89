/**
 * The fast datapath by VXLAN devices and tc-BPF programs, which every current kernel has. COLD:
 * what is hot runs in the kernel.
 *
 * <pre>
 *   container ─ veth ─┬─ OutboundProgram ─┬─▶ uplink ─▶ neighbour        all is known, in clear
 *                     │                   └─▶ vxlan-6784 ─▶ neighbour    else, or there are rules
 *                     └─ bridge ─▶ TAP ─┬─ OutboundProgram ─▶ the same, for what is on the bridge
 *                                       └─▶ user space                     all else
 *   neighbour ─▶ uplink ─ SteeringProgram ─┬─▶ vxlan-6784-in ─ DeliveryProgram ─▶ container
 *                                          │                                 MACs known
 *                                          └─▶ vxlan-6784 ─ InboundProgram
 *                                               ├─▶ container                the same, not steered
 *                                               ├─▶ vxlan-6784 ─▶ neighbour  passing through
 *                                               └─▶ upcall TAP ─▶ user space all else
 * </pre>
 */
package weave.kernel.vxlan;
