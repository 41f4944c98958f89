/** The command line that talks to a running daemon. COLD, and quick to start. */
package weave.tools.weave;
