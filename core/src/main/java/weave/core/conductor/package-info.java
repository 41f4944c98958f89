/**
 * The overlay sleeve as the mesh sees it, and the conductor that keeps its connections alive:
 * heartbeats, path MTU, fragmentation test. COLD; nothing here sees a data frame.
 */
package weave.core.conductor;
