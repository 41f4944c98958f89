package weave.tools.weaved;

import weave.core.peer.PeerName;
import weave.gossip.ipam.Cidr;
import weave.gossip.ipam.IpamConfig;
import weave.gossip.ipam.IpamInit;

/** What the flags say about addresses. */
record IpamSettings(Cidr range, Cidr defaultSubnet, IpamInit init) {
    IpamConfig config(PeerName name, String nickname) {
        return new IpamConfig(name, nickname, range, defaultSubnet, init);
    }
}
