/** {@code weave check}: whether this host is fit for an overlay, and what to do if not. COLD. */
package weave.tools.check;
