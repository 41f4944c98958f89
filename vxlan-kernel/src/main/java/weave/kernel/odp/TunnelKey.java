package weave.kernel.odp;

/**
 * Of which VXLAN a flow takes frames.
 *
 * @param id the network identifier, 24 bits
 * @param source the IPv4 address of the host that sends it
 */
public record TunnelKey(int id, int source) {}
