/**
 * Echoes between the bridges of weaved hosts, over whatever carries the frames of containers: what
 * {@code weave ping} measures. COLD; one thread, which sleeps unless somebody asks.
 */
package weave.tools.echo;
