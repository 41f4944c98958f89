/**
 * The running mesh: TCP connections to other peers, who connects to whom, and what is said on them.
 * COLD; everything runs on the one control loop, so there is no lock here. The bytes are described
 * in docs/protocol/mesh.md.
 */
package weave.gossip.mesh;
