package weave.tools.weaved;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.linux.LinuxException;
import weave.tools.firewall.FirewallException;
import weave.tools.host.FileTrouble;
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

    private static final List<String> FILES = List.of("state.db", "state.db.new", "counters");

    private HostReset() {}

    /** Whether all of it is gone. */
    static boolean run(NodeConfig config) {
        boolean links = removeLinks(config.bridge());
        boolean rules = removeRules(config);
        boolean files = removeFiles(config.databasePrefix());
        LOG.log(Level.INFO, "Reset: bridge, interfaces, rules and state of this host are removed");
        return links && rules && files;
    }

    private static boolean removeLinks(String bridge) {
        try (Links links = new Links()) {
            for (Link link : links.all()) {
                boolean isPort = link.name().startsWith(PORT_PREFIX) && link.kind().equals("veth");
                boolean isTap = link.name().equals(WeaveBridge.tapName(bridge));
                boolean isBridge = link.name().equals(bridge) && link.kind().equals("bridge");
                // The other end of a pair may have gone with the first.
                if ((isPort || isTap || isBridge) && links.byIndex(link.index()).isPresent()) {
                    links.delete(link);
                }
            }
            return true;
        } catch (LinuxException refused) {
            LOG.log(Level.WARNING, refused.getMessage());
            return false;
        }
    }

    private static boolean removeRules(NodeConfig config) {
        try {
            HostServices.firewall(config).remove();
            return true;
        } catch (FirewallException | LinuxException refused) {
            LOG.log(Level.WARNING, "packet filter: " + refused.getMessage());
            return false;
        }
    }

    private static boolean removeFiles(String prefix) {
        boolean isDone = true;
        for (String file : FILES) {
            try {
                Files.deleteIfExists(Path.of(prefix + file));
            } catch (IOException e) {
                LOG.log(
                        Level.WARNING,
                        "cannot delete " + prefix + file + ": " + FileTrouble.reason(e));
                isDone = false;
            }
        }
        return isDone;
    }
}
