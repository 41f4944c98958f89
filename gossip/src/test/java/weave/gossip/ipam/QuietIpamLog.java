package weave.gossip.ipam;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the log of hundreds of test allocators quiet: their conflicts are meant. */
public final class QuietIpamLog {
    /** Held, or the setting goes with the logger. */
    private static final Logger LOG = Logger.getLogger(Allocator.LOGGER);

    private QuietIpamLog() {}

    public static void begin() {
        LOG.setLevel(Boolean.getBoolean("test.log") ? Level.ALL : Level.SEVERE);
    }
}
