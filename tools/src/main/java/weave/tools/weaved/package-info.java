/** The daemon: its options, the node that it wires together, its start and its end. COLD. */
package weave.tools.weaved;
