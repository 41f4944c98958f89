package weave.tools.weaved;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import weave.gossip.store.StateStore;

/**
 * Whom to connect to at the start, and what the next start finds of that. A daemon that is started
 * again as it was, after a crash, a signal or a reboot, goes on with the peers it had, those of
 * {@code weave connect} and {@code weave forget} included; one that was ended by {@code weave
 * stop}, or is started with other peers, begins with those of its command line.
 */
final class StartPeers {
    private static final Logger LOG = System.getLogger("weaved");

    /** The peers that are connected to, one a line. */
    private static final String DIRECT = "direct-peers";

    /** Those of the command line, as long as nobody stopped the daemon for good. */
    private static final String SUPPLIED = "supplied-peers";

    private final StateStore store;

    StartPeers(StateStore store) {
        this.store = store;
    }

    /**
     * Chooses, and writes the choice down.
     *
     * @param resume whether to go on with the last run's in any case
     * @throws IOException if it cannot be written
     */
    List<String> choose(List<String> supplied, boolean resume) throws IOException {
        boolean isRestart = store.get(SUPPLIED).isPresent() && read(SUPPLIED).equals(supplied);
        List<String> chosen = resume || isRestart ? read(DIRECT) : supplied;
        LOG.log(
                Level.INFO,
                resume || isRestart
                        ? "Restart/resume detected - using persisted peer list: " + chosen
                        : "Launch detected - using supplied peer list: " + chosen);
        keep(chosen);
        write(SUPPLIED, supplied);
        return chosen;
    }

    /**
     * Writes down whom the daemon connects to now.
     *
     * @throws IOException if it cannot be written
     */
    void keep(List<String> peers) throws IOException {
        write(DIRECT, peers);
    }

    /**
     * The next start is a new one.
     *
     * @throws IOException if that cannot be written
     */
    void forgetStart() throws IOException {
        store.remove(SUPPLIED);
    }

    private List<String> read(String key) {
        byte[] text = store.get(key).orElse(new byte[0]);
        return new String(text, StandardCharsets.UTF_8).lines().toList();
    }

    private void write(String key, List<String> peers) throws IOException {
        store.put(key, String.join("\n", peers).getBytes(StandardCharsets.UTF_8));
    }
}
