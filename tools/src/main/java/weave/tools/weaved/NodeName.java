package weave.tools.weaved;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import weave.core.peer.PeerName;
import weave.core.peer.SystemPeerName;
import weave.gossip.store.StateStore;
import weave.tools.host.MachineId;
import weave.tools.host.WeaveBridge;

/** This node's name: found on the host, kept in the state. */
final class NodeName {
    private static final Logger LOG = System.getLogger("weaved");
    private static final String KEY = "peer-name";
    private static final Path ROOT = Path.of("/");

    private NodeName() {}

    /**
     * @throws weave.tools.host.HostException if the bridge's name is taken by something else
     */
    static PeerNames.Found find(NodeConfig config, StateStore store) {
        return PeerNames.find(
                config.name(),
                () -> WeaveBridge.nameOf(config.bridge()).orElse(null),
                () -> persisted(store),
                NodeName::ofMachine);
    }

    /** Writes it down for the next run. */
    static void persist(StateStore store, PeerName name) throws IOException {
        store.put(KEY, name.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static PeerName persisted(StateStore store) {
        byte[] text = store.get(KEY).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            return PeerName.parse(new String(text, StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, "the peer name in the state is damaged and left aside");
            return null;
        }
    }

    private static PeerName ofMachine() {
        MachineId id = MachineId.read(ROOT);
        return id.isKnown() ? SystemPeerName.derive(id.machine(), id.system()) : null;
    }
}
