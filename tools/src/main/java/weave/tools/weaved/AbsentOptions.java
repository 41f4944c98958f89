package weave.tools.weaved;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags of {@link AbsentServices}, and one that would change what all others mean. */
final class AbsentOptions {
    @Option(
            names = {
                "-H",
                "--hostname-from-label",
                "--hostname-match",
                "--hostname-replacement",
                "--tlscacert",
                "--tlscert",
                "--tlskey",
                "--plugin-mesh-socket",
                "--plugin-socket",
                "--bufsz",
                "--advertise-address",
                "--peer-discovery-url",
                "--token",
                "--host-root",
                "--proc-path",
                "--profile"
            },
            hidden = true)
    List<String> values = new ArrayList<>();

    @Option(
            names = {
                "--proxy",
                "--no-default-ipalloc",
                "--no-multicast-route",
                "--no-rewrite-hosts",
                "--rewrite-inspect",
                "--tls",
                "--tlsverify",
                "--without-dns",
                "--plugin",
                "--plugin-v2",
                "--plugin-v2-multicast",
                "--expect-npc",
                "--no-masq-local",
                "--pkt-debug"
            },
            arity = "0..1",
            fallbackValue = "true",
            hidden = true)
    List<Boolean> switches = new ArrayList<>();

    /** Without an overlay, by the routes of a cloud: another network altogether. */
    @Option(names = "--awsvpc", arity = "0..1", fallbackValue = "true", hidden = true)
    boolean awsvpc;

    /**
     * @throws UsageException if there is one that cannot be passed over
     */
    void check() {
        if (awsvpc) {
            throw new UsageException("--awsvpc: there is no routing by AWS VPC: leave it out");
        }
    }
}
