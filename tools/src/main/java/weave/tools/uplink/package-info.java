/** The network interface by which the overlay's datagrams leave the host past its stack. COLD. */
package weave.tools.uplink;
