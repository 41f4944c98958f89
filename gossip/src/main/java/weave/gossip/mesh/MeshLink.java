package weave.gossip.mesh;

import weave.core.peer.PeerName;

/** A connection as the connection maker sees it. */
interface MeshLink {
    /** {@code ip:port}. */
    String remoteAddress();

    boolean outbound();

    /** {@link PeerName#NONE} before the introduction. */
    PeerName remoteName();
}
