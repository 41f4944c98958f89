package weave.tools.weaved;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The flags as they were given: text, not yet looked at. {@link NodeConfig} gives them their
 * meaning. A flag that was not given is {@code null}.
 */
@Command(
        name = "weaved",
        sortOptions = false,
        usageHelpWidth = 80,
        header = "Joins this host to a weave network: one Ethernet switch across all its hosts.%n",
        customSynopsis = "weaved [<flag>...] [<peer>...]",
        descriptionHeading = "%n",
        description =
                "Containers attached to the bridge talk to those on the other hosts as if plugged"
                        + " into one switch. A peer is host[:port], with port 6783 by default; one"
                        + " that is up is enough, the others are found through it.",
        parameterListHeading = "%n",
        optionListHeading = "%nFlags:%n",
        footer = {
            "",
            "In the environment, WEAVE_PASSWORD, CONN_LIMIT, WEAVE_PORT and WEAVE_MTU stand in for"
                    + " --password, --conn-limit, --port and --mtu, WEAVE_NO_FASTDP and"
                    + " WEAVE_NO_BRIDGED_FASTDP for --no-fastdp and --no-bridged-fastdp.",
            "",
            "For the sake of start scripts made for Weave Net these are accepted, without effect;"
                    + " the log names those that were given and why: --advertise-address, --bufsz,"
                    + " --expect-npc, --host-root, --hostname-from-label, --hostname-match,"
                    + " --hostname-replacement, --no-default-ipalloc, --no-masq-local,"
                    + " --no-multicast-route, --no-rewrite-hosts, --peer-discovery-url,"
                    + " --pkt-debug, --plugin, --plugin-mesh-socket, --plugin-socket, --plugin-v2,"
                    + " --plugin-v2-multicast, --proc-path, --profile, --proxy, --rewrite-inspect,"
                    + " --tls, --tlscacert, --tlscert, --tlskey, --tlsverify, --token,"
                    + " --without-dns, -H.",
            "",
            "Examples:",
            "  weaved                                  the first host",
            "  weaved --peers=host1,host2              another one",
            "  WEAVE_PASSWORD=... weaved host1         with everything encrypted",
            "  weaved --host=10.0.0.5 --trusted-subnets=10.0.0.0/24 host1",
            "  weaved --datapath=xdp --uplink=eth0     past the kernel, on a network card"
        })
final class WeavedOptions {
    @Parameters(paramLabel = "<peer>", description = "Peers to connect to, like --peers.")
    List<String> positionalPeers = new ArrayList<>();

    @Option(
            names = "--peers",
            paramLabel = "<peer>,...",
            description = "Peers to connect to, and to reconnect to.")
    List<String> peers = new ArrayList<>();

    @Option(
            names = {"--interface", "--weave-bridge"},
            paramLabel = "<name>",
            description = "The bridge containers are attached to; made if missing. [weave]")
    String bridge;

    @Option(
            names = {"--port", "-port"},
            paramLabel = "<port>",
            description = "The port of TCP and UDP. [6783]")
    String port;

    @Option(
            names = "--host",
            paramLabel = "<address>",
            description = "The address of this host to listen on; all if not given.")
    String host;

    @Option(
            names = "--name",
            paramLabel = "<mac>",
            description =
                    "This peer's name, unique in the network, like 7a:2f:9e:01:02:03. [the"
                            + " bridge's MAC, or one made of the machine's id]")
    String name;

    @Option(
            names = "--nickname",
            paramLabel = "<text>",
            description = "What people call this peer. [the host name]")
    String nickname;

    @Option(
            names = {"--password", "-password"},
            paramLabel = "<text>",
            description = "Encrypts everything; the same on every host.")
    String password;

    @Option(
            names = "--frame-cipher",
            paramLabel = "auto|secretbox",
            description =
                    "What encrypts frames: auto for the best that both ends know, or secretbox"
                            + " for what Weave Net's peers speak, with every peer. [auto]")
    String frameCipher;

    @Option(
            names = "--trusted-subnets",
            paramLabel = "<cidr>,...",
            description = "Networks between whose hosts frames travel unencrypted.")
    List<String> trustedSubnets = new ArrayList<>();

    @Option(
            names = "--conn-limit",
            paramLabel = "<count>",
            description = "The most connections to other peers; 0 for no limit. [200]")
    String connectionLimit;

    @Option(
            names = "--no-discovery",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Connect to the given peers only. Others may still connect to this host.")
    boolean noDiscovery;

    @Option(
            names = "--no-topology-deltas",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Tell weaved peers of topology and addresses as Weave Net's: all of it.")
    boolean noTopologyDeltas;

    @Option(
            names = "--min-protocol-version",
            paramLabel = "1|2",
            description = "The oldest protocol spoken. [1]")
    String minProtocolVersion;

    @Option(
            names = "--mtu",
            paramLabel = "<bytes>",
            description = "Of the bridge and its containers, 68 to 65521. [1376]")
    String mtu;

    @Option(
            names = "--http-addr",
            paramLabel = "<address>",
            description =
                    "Where `weave` finds this daemon: host:port, the path of a unix socket, or"
                            + " nothing. [127.0.0.1:6784]")
    String httpAddress;

    @Option(
            names = "--status-addr",
            paramLabel = "<address>",
            description = "Where status alone is served. [127.0.0.1:6782]")
    String statusAddress;

    @Option(
            names = "--metrics-addr",
            paramLabel = "<address>",
            description = "Where metrics alone are served. [nowhere]")
    String metricsAddress;

    @Option(
            names = "--db-prefix",
            paramLabel = "<path>",
            description = "What the names of the state's files begin with. [/var/lib/weave/weave]")
    String databasePrefix;

    @Option(
            names = "--log-level",
            paramLabel = "debug|info|warning|error",
            description = "What the log has. [info]")
    String logLevel;

    @Mixin IpamOptions ipam = new IpamOptions();

    @Mixin DnsOptions dns = new DnsOptions();

    @Mixin DatapathOptions datapath = new DatapathOptions();

    @Mixin TuningOptions tuning = new TuningOptions();

    @Option(
            names = "--resume",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Connect to the peers that the last run was connected to.")
    boolean resume;

    @Option(
            names = "--docker-api",
            paramLabel = "<address>",
            description =
                    "Where Docker listens, to be asked for containers; nothing if there is none."
                            + " [unix:///var/run/docker.sock]")
    String dockerApi;

    @Option(
            names = "--docker-bridge",
            paramLabel = "<name>",
            description = "Docker's bridge, kept apart from the switch. [docker0]")
    String dockerBridge;

    /** For {@code weave reset}, where no daemon runs. */
    @Option(names = "--reset", hidden = true)
    boolean reset;

    @Option(
            names = "--print-peer-name",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Print this peer's name and exit.")
    boolean printPeerName;

    @Option(
            names = {"--version", "-version"},
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Print the version and exit.")
    boolean version;

    @Option(
            names = {"--help", "-h"},
            usageHelp = true,
            description = "Print this and exit.")
    boolean help;

    /** What libexec/train runs, instead of a daemon: see {@link Rehearsal}. */
    @Option(names = "--rehearse", hidden = true)
    String rehearsalFolder;

    @Mixin AbsentOptions absent = new AbsentOptions();
}
