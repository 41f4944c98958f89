package weave.gossip.ipam;

import weave.core.peer.PeerName;

/**
 * What address management is to do.
 *
 * @param universe all addresses there are, the same on every peer
 * @param defaultSubnet where to allocate if nothing else is asked for; inside the universe
 */
public record IpamConfig(
        PeerName name, String nickname, Cidr universe, Cidr defaultSubnet, IpamInit init) {
    /** The fewest addresses of a universe or a subnet: network, broadcast, and two hosts. */
    public static final int SIZE_MIN = 4;

    public IpamConfig {
        if (!universe.isNetwork() || universe.size() < SIZE_MIN) {
            throw new IllegalArgumentException("no range to allocate from: " + universe);
        }
        if (!universe.range().overlaps(defaultSubnet.range())) {
            throw new IllegalArgumentException(defaultSubnet + " is outside " + universe);
        }
    }
}
