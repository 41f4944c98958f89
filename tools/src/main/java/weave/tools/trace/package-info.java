/** The way of frames through the mesh, and why it is that one: {@code weave trace}. COLD. */
package weave.tools.trace;
