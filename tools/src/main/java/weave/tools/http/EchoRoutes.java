package weave.tools.http;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import weave.core.overlay.OverlayStatus;
import weave.core.peer.PeerName;
import weave.gossip.mesh.MeshRouter;
import weave.gossip.mesh.MeshStatus;
import weave.tools.echo.EchoOutcome;
import weave.tools.echo.EchoService;
import weave.tools.trace.Places;
import weave.tools.trace.Trace;
import weave.tools.trace.UnknownPlaceException;

/**
 * One echo request a call, over the path of the frames. The answer is a {@code key: value} a line.
 */
public final class EchoRoutes {
    private static final int TIMEOUT_MILLIS_MAX = 60_000;

    private final MeshRouter mesh;
    private final EchoService echoes;

    private EchoRoutes(MeshRouter mesh, EchoService echoes) {
        this.mesh = mesh;
        this.echoes = echoes;
    }

    /** Everything of {@code base}, and {@code /ping}. */
    public static Routes over(Routes base, MeshRouter mesh, EchoService echoes) {
        EchoRoutes routes = new EchoRoutes(mesh, echoes);
        return new Routes(base).add("POST", "/ping", routes::ping);
    }

    private CompletionStage<Response> ping(Request request) {
        request.expect("peer", "size", "timeout");
        int size = request.number("size", EchoService.SIZE_MIN, EchoService.SIZE_MAX);
        int timeoutMillis = request.number("timeout", 1, TIMEOUT_MILLIS_MAX);
        String text = request.one("peer", "a name, a nickname or an address");
        MeshStatus status = mesh.status();
        PeerName peer = peer(status, text);
        if (peer.equals(status.name())) {
            throw new RefusalException(Response.NOT_FOUND, "that is this peer itself");
        }
        List<PeerName> path = mesh.routes().path(status.name(), peer);
        if (path.isEmpty()) {
            throw new RefusalException(
                    Response.NOT_FOUND,
                    "no frame gets to " + new Trace(status).label(peer) + "; weave trace says why");
        }
        return echoes.probe(peer, size, TimeUnit.MILLISECONDS.toNanos(timeoutMillis))
                .thenApply(outcome -> answer(status, path, outcome));
    }

    private static PeerName peer(MeshStatus status, String text) {
        try {
            return new Places(status).peer(text);
        } catch (UnknownPlaceException e) {
            throw new RefusalException(Response.NOT_FOUND, e.getMessage());
        }
    }

    private static Response answer(MeshStatus status, List<PeerName> path, EchoOutcome outcome) {
        Trace trace = new Trace(status);
        MeshStatus.Connection first = trace.connectionTo(path.get(1));
        StringBuilder body = new StringBuilder();
        line(body, "peer", trace.label(path.getLast()));
        line(body, "path", trace.way(path));
        if (first != null) {
            OverlayStatus overlay = first.overlay();
            line(body, "overlay", overlay.overlay() + (overlay.encrypted() ? " encrypted" : ""));
            line(body, "mtu", Integer.toString(overlay.mtu()));
        }
        switch (outcome) {
            case EchoOutcome.Answered answered ->
                    line(body, "roundtrip-nanos", Long.toString(answered.roundTripNanos()));
            case EchoOutcome.Silence _ -> line(body, "silence", silence(path, first));
            case EchoOutcome.NotSent unsent -> {
                return Response.refusal(Response.SERVICE_UNAVAILABLE, unsent.reason());
            }
        }
        return Response.text(Response.OK, body.toString());
    }

    /** Neighbours tell what they are; of others we only know that they stay silent. */
    private static String silence(List<PeerName> path, MeshStatus.Connection first) {
        boolean isNeighbour = path.size() == 2 && first != null;
        if (isNeighbour && !first.isWeaved()) {
            return "it announces nothing of weaved's: Weave Net peers carry frames, and answer no"
                    + " echoes";
        }
        return isNeighbour
                ? "it is a weaved: frames do not get there or back"
                : "is it a Weave Net peer? Those answer no echoes";
    }

    private static void line(StringBuilder body, String key, String value) {
        body.append(key).append(": ").append(value).append('\n');
    }
}
