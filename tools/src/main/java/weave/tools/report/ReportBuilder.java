package weave.tools.report;

import java.math.BigInteger;
import java.util.List;
import weave.gossip.mesh.MeshStatus;

/** Puts a report together from what the parts of the daemon tell of themselves. */
public final class ReportBuilder {
    private static final String PROTOCOL = "weave";

    private ReportBuilder() {}

    public static Report build(
            boolean ready, String version, MeshStatus mesh, DatapathReport datapath) {
        return new Report(
                ready,
                version,
                Report.VersionCheck.DISABLED,
                router(mesh, datapath),
                null,
                null,
                null);
    }

    private static Report.Router router(MeshStatus mesh, DatapathReport datapath) {
        return new Report.Router(
                PROTOCOL,
                mesh.protocolMin(),
                mesh.protocolMax(),
                mesh.encryption(),
                mesh.discovery(),
                mesh.name().toString(),
                mesh.nickName(),
                mesh.port(),
                mesh.peers().stream().map(ReportBuilder::peer).toList(),
                mesh.unicastRoutes().stream().map(ReportBuilder::route).toList(),
                mesh.broadcastRoutes().stream().map(ReportBuilder::route).toList(),
                orNull(mesh.connections().stream().map(ReportBuilder::connection).toList()),
                mesh.terminationCount(),
                orNull(mesh.targets()),
                datapath.overlayDiagnostics(),
                mesh.trustedSubnets(),
                datapath.interfaceName(),
                datapath.captureStats(),
                orNull(datapath.macs()));
    }

    private static Report.Peer peer(MeshStatus.Peer peer) {
        return new Report.Peer(
                peer.name().toString(),
                peer.nickName(),
                unsigned(peer.uid()),
                peer.shortId(),
                unsigned(peer.version()),
                orNull(peer.connections().stream().map(ReportBuilder::link).toList()));
    }

    private static Report.PeerConnection link(MeshStatus.PeerConnection link) {
        return new Report.PeerConnection(
                link.name().toString(),
                link.nickName(),
                link.address(),
                link.outbound(),
                link.established());
    }

    private static Report.UnicastRoute route(MeshStatus.UnicastRoute route) {
        return new Report.UnicastRoute(route.destination().toString(), route.via().toString());
    }

    private static Report.BroadcastRoute route(MeshStatus.BroadcastRoute route) {
        return new Report.BroadcastRoute(
                route.source().toString(),
                orNull(route.via().stream().map(Object::toString).toList()));
    }

    private static Report.Connection connection(MeshStatus.Connection connection) {
        return new Report.Connection(
                connection.address(),
                connection.outbound(),
                connection.state().text(),
                connection.info(),
                connection.attributes().isEmpty() ? null : connection.attributes());
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    private static <T> List<T> orNull(List<T> list) {
        return list.isEmpty() ? null : list;
    }
}
