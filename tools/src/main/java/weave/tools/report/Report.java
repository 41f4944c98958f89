package weave.tools.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The state of the daemon at one moment, named and ordered as Weave Net's report has it. An empty
 * list that the original never allocated is {@code null}, here as there: scripts compare with it.
 */
@JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
public record Report(
        boolean ready,
        String version,
        VersionCheck versionCheck,
        Router router,
        @JsonProperty("IPAM") @JsonInclude(JsonInclude.Include.NON_NULL) IpamReport ipam,
        @JsonProperty("DNS") @JsonInclude(JsonInclude.Include.NON_NULL) DnsReport dns,
        @JsonInclude(JsonInclude.Include.NON_NULL) HostReport host) {

    /** The same, with address management; {@code null} where it is switched off. */
    public Report withIpam(IpamReport addresses) {
        return new Report(ready, version, versionCheck, router, addresses, dns, host);
    }

    /** The same, with names; {@code null} where they are switched off. */
    public Report withDns(DnsReport names) {
        return new Report(ready, version, versionCheck, router, ipam, names, host);
    }

    /** The same, with what is on the host; {@code null} where it is left alone. */
    public Report withHost(HostReport local) {
        return new Report(ready, version, versionCheck, router, ipam, dns, local);
    }

    /** Whether newer versions are looked for. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record VersionCheck(
            boolean enabled, boolean success, String newVersion, String nextCheckAt) {
        /** Nobody is asked. */
        public static final VersionCheck DISABLED =
                new VersionCheck(false, false, "", "0001-01-01T00:00:00Z");
    }

    /**
     * The mesh and the datapath.
     *
     * @param overlayDiagnostics per overlay, or {@code null} where it has none to give
     * @param interfaceName the local port and how it is served
     */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record Router(
            String protocol,
            int protocolMinVersion,
            int protocolMaxVersion,
            boolean encryption,
            boolean peerDiscovery,
            String name,
            String nickName,
            int port,
            List<Peer> peers,
            List<UnicastRoute> unicastRoutes,
            List<BroadcastRoute> broadcastRoutes,
            List<Connection> connections,
            long terminationCount,
            List<String> targets,
            Map<String, Object> overlayDiagnostics,
            List<String> trustedSubnets,
            @JsonProperty("Interface") String interfaceName,
            Map<String, Long> captureStats,
            @JsonProperty("MACs") List<Mac> macs) {}

    /** A peer of the topology. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record Peer(
            String name,
            String nickName,
            @JsonProperty("UID") BigInteger uid,
            @JsonProperty("ShortID") int shortId,
            BigInteger version,
            List<PeerConnection> connections) {}

    /** A connection as a peer's record describes it. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record PeerConnection(
            String name, String nickName, String address, boolean outbound, boolean established) {}

    /** The neighbour that frames for a peer go to; all zeros where there is none. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record UnicastRoute(String dest, String via) {}

    /** The neighbours that a frame flooded by {@code source} is passed on to. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record BroadcastRoute(String source, List<String> via) {}

    /**
     * One of our own connections, or a target without one.
     *
     * @param attrs sorted by name; {@code null} for a target
     */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record Connection(
            String address,
            boolean outbound,
            String state,
            String info,
            Map<String, Object> attrs) {}

    /** Where a MAC address was last seen. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record Mac(String mac, String name, String nickName, Instant lastSeen) {}
}
