/**
 * Address management: which peer may hand out which addresses, and who has them
 * (docs/protocol/ipam.md). Ring, space, claims and election are plain values and rules without I/O
 * and clock; {@link weave.gossip.ipam.Allocator} puts them together. COLD, control loop only.
 */
package weave.gossip.ipam;
