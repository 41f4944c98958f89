/**
 * AF_XDP sockets: frames between a NIC's queue and memory of this process, by rings that both sides
 * write. HOT: opening and closing apart, nothing here allocates, logs, locks or throws. {@link
 * weave.xdp.socket.XdpSocket} says how it all fits together.
 */
package weave.xdp.socket;
