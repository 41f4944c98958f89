/**
 * The seam between the mesh and the ways of carrying frames: what gossip asks of an overlay, and
 * what an overlay tells gossip. COLD; every call here happens on the control thread, except that
 * sealers and openers are used by the dataplane's agents.
 */
package weave.core.overlay;
