package weave.gossip.mesh;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the mesh's log of hundreds of test connections to what is wrong. */
final class QuietLog {
    /** Held, or the setting goes with the logger. */
    private static final Logger LOG = Logger.getLogger(MeshRouter.LOGGER);

    private QuietLog() {}

    static void begin() {
        LOG.setLevel(Boolean.getBoolean("test.log") ? Level.ALL : Level.WARNING);
    }
}
