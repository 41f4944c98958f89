package weave.tools.weaved;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import weave.core.peer.PeerName;
import weave.gossip.store.StateStore;
import weave.tools.host.FileTrouble;

/** The state's file, with refusals that say what was tried and which flag chooses the file. */
final class NodeState {
    private static final Logger LOG = System.getLogger("weaved");
    private static final String OPTION = "--db-prefix";

    private NodeState() {}

    /** To be read and written. */
    static StateStore open(String prefix) throws IOException {
        try {
            return StateStore.open(prefix);
        } catch (FileSystemException e) {
            throw FileTrouble.explained("cannot read", OPTION, e);
        }
    }

    /** To be read only: nothing on the disk changes. */
    static StateStore look(String prefix) throws IOException {
        try {
            return StateStore.look(prefix);
        } catch (FileSystemException e) {
            throw FileTrouble.explained("cannot read", OPTION, e);
        }
    }

    /** Makes the folder of the state, if there is none. */
    static void makeFolder(String prefix) throws IOException {
        Path folder = Path.of(prefix + "state.db").toAbsolutePath().getParent();
        if (Files.exists(folder)) {
            return;
        }
        try {
            Files.createDirectories(folder);
        } catch (FileSystemException e) {
            throw FileTrouble.explained("cannot write", OPTION, e);
        }
        LOG.log(Level.INFO, "made the folder " + folder);
    }

    /** Keeps the peer's name for the next run. */
    static void persist(StateStore store, PeerName name) throws IOException {
        try {
            NodeName.persist(store, name);
        } catch (FileSystemException e) {
            throw FileTrouble.explained("cannot write", OPTION, e);
        }
    }
}
