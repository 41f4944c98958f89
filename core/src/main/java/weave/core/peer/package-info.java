/** Who is in the mesh: the vocabulary that the dataplane and the gossip share. COLD, immutable. */
package weave.core.peer;
