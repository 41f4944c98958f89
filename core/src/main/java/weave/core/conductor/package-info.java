/**
 * The overlays sleeve and fastdp as the mesh sees them, and the conductor that keeps their
 * connections alive: heartbeats, path MTU, fragmentation test. {@link
 * weave.core.conductor.FastDatapath} and {@link weave.core.conductor.EspTunnels} stand before what
 * may wait for the kernel. COLD; nothing here sees a data frame.
 */
package weave.core.conductor;
