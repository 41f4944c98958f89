/** {@code weave top}: rates from the counters file of the daemon of this host. COLD. */
package weave.tools.top;
