/**
 * The bytes of a mesh connection: its introduction, its messages, the envelopes and the topology in
 * them. COLD. Bytes in, bytes and results out: no sockets, no threads, no clocks. Everything
 * received is untrusted; {@link weave.gossip.wire.WireException} is the one way of refusing it.
 * Drawn in docs/protocol/mesh.md.
 */
package weave.gossip.wire;
