/**
 * The underlay by AF_XDP: datagrams between frames of a NIC's queues and the agents, with the
 * headers of Ethernet, IPv4 and UDP written and checked here. HOT: opening and closing apart,
 * nothing here allocates, logs, locks or throws.
 */
package weave.xdp.port;
