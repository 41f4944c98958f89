package weave.tools.weaved;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.linux.LinuxException;
import weave.tools.firewall.FirewallException;
import weave.tools.host.FileTrouble;
import weave.tools.host.HostException;
import weave.tools.host.WeaveBridge;

/**
 * Removes everything that a daemon, which has ended, left on its host: containers are unplugged,
 * bridge and rules go, and so does the state. What cannot be removed is logged, and the rest goes
 * all the same.
 */
final class HostReset {
    private static final Logger LOG = System.getLogger("weaved");

    /** What the host's ends of containers' interfaces are called, by any of the ways to attach. */
    private static final String PORT_PREFIX = "vethwe";

    /** What a reset could not remove, a line each; only there if there is anything. */
    private static final String LEFT = "reset.left";

    private static final List<String> FILES =
            List.of("state.db", "state.db.new", "counters", LEFT, StateLock.FILE);

    private HostReset() {}

    /** Where {@link #runAndNote} writes down what is left. */
    static Path leftFile(NodeConfig config) {
        return Path.of(config.databasePrefix() + LEFT).toAbsolutePath();
    }

    /** A new start: what a reset before it could not remove is of no interest any more. */
    static void forget(NodeConfig config) throws IOException {
        Files.deleteIfExists(leftFile(config));
    }

    /**
     * Removes what can be, unless a daemon is at work.
     *
     * @return what is left, a line each
     * @throws HostException if one is
     */
    static List<String> runAlone(NodeConfig config) throws IOException {
        String prefix = config.databasePrefix();
        String advice = "end it first: weave stop, with the --http-addr that it has";
        try (Links links = new Links()) {
            if (links.byName(WeaveBridge.tapName(config.bridge())).isPresent()) {
                throw new HostException(
                        "weaved is at work on bridge " + config.bridge() + "; " + advice);
            }
        }
        if (!Files.isDirectory(leftFile(config).getParent())) {
            return run(config);
        }
        try (StateLock _ = StateLock.take(prefix, advice)) {
            return run(config);
        }
    }

    /**
     * Removes what can be.
     *
     * @return what is left, a line each
     */
    static List<String> run(NodeConfig config) {
        List<String> left = new ArrayList<>();
        left.addAll(removeFastDatapath(config));
        left.addAll(NodeEncryption.remove(config.bridge()));
        left.addAll(removeLinks(config.bridge()));
        left.addAll(removeRules(config));
        left.addAll(removeFiles(config.databasePrefix()));
        if (left.isEmpty()) {
            LOG.log(
                    Level.INFO,
                    "Reset: bridge, interfaces, rules and state of this host are removed");
        }
        left.forEach(line -> LOG.log(Level.WARNING, "reset: " + line));
        return left;
    }

    /** The same for whoever asks for it and cannot see the log: what is left is in a file. */
    static void runAndNote(NodeConfig config) {
        List<String> left = run(config);
        if (!left.isEmpty()) {
            try {
                Files.write(leftFile(config), left);
            } catch (IOException e) {
                LOG.log(Level.WARNING, leftFile(config) + ": " + FileTrouble.reason(e));
            }
        }
    }

    private static List<String> removeFastDatapath(NodeConfig config) {
        try {
            NodeDatapath.remove(config);
            NodeBridge.removeDatapath(config, PORT_PREFIX);
            return List.of();
        } catch (LinuxException | HostException refused) {
            return List.of("fast datapath: " + refused.getMessage());
        }
    }

    /** Ports of other bridges are another daemon's. */
    private static List<String> removeLinks(String bridge) {
        try (Links links = new Links()) {
            int index = links.byName(bridge).map(Link::index).orElse(-1);
            for (Link link : links.all()) {
                boolean isPort =
                        link.masterIndex() == index
                                && link.name().startsWith(PORT_PREFIX)
                                && link.kind().equals("veth");
                boolean isTap = link.name().equals(WeaveBridge.tapName(bridge));
                boolean isBridge = link.name().equals(bridge) && link.kind().equals("bridge");
                // The other end of a pair may have gone with the first.
                if ((isPort || isTap || isBridge) && links.byIndex(link.index()).isPresent()) {
                    links.delete(link);
                }
            }
            return List.of();
        } catch (LinuxException refused) {
            return List.of(refused.getMessage());
        }
    }

    private static List<String> removeRules(NodeConfig config) {
        try {
            return HostServices.firewall(config).remove().stream()
                    .map(line -> "packet filter: " + line)
                    .toList();
        } catch (FirewallException | LinuxException refused) {
            return List.of("packet filter: " + refused.getMessage());
        }
    }

    private static List<String> removeFiles(String prefix) {
        List<String> left = new ArrayList<>();
        for (String file : FILES) {
            try {
                Files.deleteIfExists(Path.of(prefix + file));
            } catch (IOException e) {
                left.add("cannot delete " + prefix + file + ": " + FileTrouble.reason(e));
            }
        }
        return left;
    }
}
