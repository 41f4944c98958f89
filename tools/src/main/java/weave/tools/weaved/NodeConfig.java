package weave.tools.weaved;

import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import weave.core.peer.PeerName;
import weave.core.tuning.Tuning;
import weave.gossip.mesh.MeshConfig;
import weave.gossip.mesh.TrustedSubnets;
import weave.tools.http.HttpAddress;

/**
 * Everything an operator can decide, checked.
 *
 * @param bridge the name of the bridge
 * @param mtu of the bridge, the TAP and the containers, in bytes
 * @param host the address to listen on; {@code null} for all
 * @param port of TCP and UDP
 * @param name this peer's name; {@code null} to find one
 * @param password {@code null} without one; never shown
 * @param secretBoxesOnly whether frames are encrypted as Weave Net's peers do it, with every peer
 * @param connectionLimit 0 for no limit
 * @param topologyDeltas whether weaved neighbours are told what changed in the topology instead of
 *     whole records
 * @param minProtocolVersion 1 or 2
 * @param databasePrefix what the paths of the state's files begin with
 * @param resume whether to go on with the last run's peers
 * @param docker where Docker listens
 * @param dockerBridge the name of Docker's bridge
 * @param ipam how addresses are handed out; empty if they are not
 * @param dns how names are served
 * @param datapath what carries frames
 * @param tuning how the dataplane uses the machine
 * @param peers to connect to, as given
 */
record NodeConfig(
        String bridge,
        int mtu,
        Inet4Address host,
        int port,
        PeerName name,
        String nickname,
        byte[] password,
        boolean secretBoxesOnly,
        TrustedSubnets trustedSubnets,
        int connectionLimit,
        boolean discovery,
        boolean topologyDeltas,
        int minProtocolVersion,
        HttpAddress httpAddress,
        HttpAddress statusAddress,
        HttpAddress metricsAddress,
        String databasePrefix,
        Level logLevel,
        boolean resume,
        HttpAddress docker,
        String dockerBridge,
        Optional<IpamSettings> ipam,
        DnsConfig dns,
        DatapathSettings datapath,
        Tuning tuning,
        List<String> peers) {
    static final String BRIDGE_DEFAULT = "weave";

    static final String HTTP_ADDRESS_DEFAULT = "127.0.0.1:6784";
    static final String STATUS_ADDRESS_DEFAULT = "127.0.0.1:6782";
    static final String DOCKER_DEFAULT = "unix:///var/run/docker.sock";
    static final String DOCKER_BRIDGE_DEFAULT = "docker0";
    static final String DATABASE_PREFIX_DEFAULT = "/var/lib/weave/weave";

    /** The mesh's parameters once the peer's name is known, and the short id to begin with. */
    MeshConfig mesh(PeerName peerName, int shortId) {
        return MeshConfig.builder(peerName, nickname)
                .shortId(shortId)
                .host(host)
                .port(port)
                .password(password)
                .trustedSubnets(trustedSubnets)
                .connectionLimit(connectionLimit)
                .discovery(discovery)
                .topologyDeltas(topologyDeltas)
                .protocolMin(minProtocolVersion)
                .build();
    }

    /** Leaves the password out: it never reaches a log. */
    @Override
    public String toString() {
        return "NodeConfig[" + bridge + " port " + port + " peers " + peers + "]";
    }

    /**
     * Reads options and environment.
     *
     * @throws UsageException if one of them is wrong
     */
    static NodeConfig of(WeavedOptions options, Environment environment) {
        Arguments arguments = new Arguments(environment);
        options.absent.check();
        if (options.resume && !(options.peers.isEmpty() && options.positionalPeers.isEmpty())) {
            throw new UsageException(
                    "--resume: you must not specify an initial peer list in conjunction with it");
        }
        String bridge = arguments.bridge(options.bridge);
        return new NodeConfig(
                bridge,
                arguments.mtu(options.mtu),
                arguments.host(options.host),
                arguments.port(options.port),
                arguments.name(options.name),
                arguments.nickname(options.nickname),
                arguments.password(options.password),
                arguments.secretBoxesOnly(options.frameCipher),
                arguments.trustedSubnets(options.trustedSubnets),
                arguments.connectionLimit(options.connectionLimit),
                !options.noDiscovery,
                !options.noTopologyDeltas,
                arguments.minProtocolVersion(options.minProtocolVersion),
                arguments.address("--http-addr", options.httpAddress, HTTP_ADDRESS_DEFAULT),
                arguments.address("--status-addr", options.statusAddress, STATUS_ADDRESS_DEFAULT),
                arguments.address("--metrics-addr", options.metricsAddress, ""),
                arguments.databasePrefix(options.databasePrefix),
                arguments.logLevel(options.logLevel),
                options.resume,
                arguments.docker(options.dockerApi),
                arguments.dockerBridge(options.dockerBridge),
                IpamArguments.ipam(options.ipam),
                DnsArguments.dns(options.dns),
                DatapathArguments.datapath(options.datapath, bridge, environment),
                TuningArguments.tuning(options.tuning),
                arguments.peers(options.peers, options.positionalPeers));
    }
}
