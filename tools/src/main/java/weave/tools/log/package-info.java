/** The daemon's log: one line for each event, on stderr. COLD. */
package weave.tools.log;
