/**
 * Who is connected to whom, and the routes that follow. No I/O and no clock: everything here is
 * called on the control thread and answers at once.
 */
package weave.gossip.topology;
