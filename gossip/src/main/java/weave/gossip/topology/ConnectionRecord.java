package weave.gossip.topology;

import weave.core.peer.PeerName;

/**
 * A directed connection in a peer's record, as the describing peer sees it.
 *
 * @param remote the neighbour
 * @param address the neighbour's TCP address, {@code ip:port}: the one dialled when outbound, an
 *     ephemeral one otherwise
 */
public record ConnectionRecord(
        PeerName remote, String address, boolean outbound, boolean established) {}
