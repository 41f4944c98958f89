package weave.gossip.mesh;

import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;
import weave.core.overlay.Overlay;
import weave.gossip.topology.Peers;

/**
 * What every connection needs of the mesh it belongs to.
 *
 * @param secrets for keys
 * @param random for everything else
 */
record MeshParts(
        MeshConfig config,
        MeshTimes times,
        ControlLoop loop,
        List<Overlay> overlays,
        Peers peers,
        LocalPeer localPeer,
        Gossiper gossiper,
        ConnectionMaker connectionMaker,
        SecureRandom secrets,
        RandomGenerator random) {}
