package weave.tools.weaved;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Weave Net's flags for what this daemon does not do. They are accepted, so that start scripts go
 * on working, and named, so that nobody waits for their effect.
 */
public final class AbsentServices {
    private static final String PROXY = "there is no Docker proxy yet";
    private static final String PLUGIN = "there is no Docker plugin yet";
    private static final String BUFFERS = "there is --socket-buffers instead";
    private static final String CLOUD = "peers are not looked up in Weave Cloud";
    private static final String KUBERNETES = "Kubernetes is not served yet";
    private static final String NO_CONTAINER = "the daemon runs on the host itself";
    private static final String DEBUGGING = "there are counters and logs instead";

    private static final Map<String, String> VALUES =
            Map.ofEntries(
                    Map.entry("-H", PROXY),
                    Map.entry("--hostname-from-label", PROXY),
                    Map.entry("--hostname-match", PROXY),
                    Map.entry("--hostname-replacement", PROXY),
                    Map.entry("--tlscacert", PROXY),
                    Map.entry("--tlscert", PROXY),
                    Map.entry("--tlskey", PROXY),
                    Map.entry("--plugin-mesh-socket", PLUGIN),
                    Map.entry("--plugin-socket", PLUGIN),
                    Map.entry("--bufsz", BUFFERS),
                    Map.entry("--advertise-address", CLOUD),
                    Map.entry("--peer-discovery-url", CLOUD),
                    Map.entry("--token", CLOUD),
                    Map.entry("--host-root", NO_CONTAINER),
                    Map.entry("--proc-path", NO_CONTAINER),
                    Map.entry("--profile", DEBUGGING));

    private static final Map<String, String> SWITCHES =
            Map.ofEntries(
                    Map.entry("--proxy", PROXY),
                    Map.entry("--no-default-ipalloc", PROXY),
                    Map.entry("--no-multicast-route", PROXY),
                    Map.entry("--no-rewrite-hosts", PROXY),
                    Map.entry("--rewrite-inspect", PROXY),
                    Map.entry("--tls", PROXY),
                    Map.entry("--tlsverify", PROXY),
                    Map.entry("--without-dns", PROXY),
                    Map.entry("--plugin", PLUGIN),
                    Map.entry("--plugin-v2", PLUGIN),
                    Map.entry("--plugin-v2-multicast", PLUGIN),
                    Map.entry("--expect-npc", KUBERNETES),
                    Map.entry("--no-masq-local", KUBERNETES),
                    Map.entry("--pkt-debug", DEBUGGING));

    private AbsentServices() {}

    /**
     * A line for each service that somebody asked for, such as {@code no effect, as there is no
     * Docker proxy yet: --proxy, --tls}. Who switches one off gets what was asked for, and no line.
     *
     * @param arguments a whole command line
     */
    public static List<String> named(List<String> arguments) {
        Map<String, List<String>> flags = new TreeMap<>();
        for (String argument : arguments) {
            String name = argument.split("=", 2)[0];
            String reason = VALUES.getOrDefault(name, SWITCHES.get(name));
            boolean isOff = SWITCHES.containsKey(name) && argument.endsWith("=false");
            if (reason != null && !isOff) {
                List<String> named = flags.computeIfAbsent(reason, _ -> new ArrayList<>());
                if (!named.contains(name)) {
                    named.add(name);
                }
            }
        }
        return flags.entrySet().stream()
                .map(e -> "no effect, as " + e.getKey() + ": " + String.join(", ", e.getValue()))
                .toList();
    }
}
