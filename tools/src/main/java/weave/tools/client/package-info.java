/** The other end of the daemon's HTTP. COLD, and quick to start. */
package weave.tools.client;
