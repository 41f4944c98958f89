package weave.tools.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import weave.gossip.mesh.Mesh;

/** The routes that change whom the mesh connects to. */
public final class PeerRoutes {
    private final Mesh mesh;

    private PeerRoutes(Mesh mesh) {
        this.mesh = mesh;
    }

    /** Everything of {@code base}, and the peers of {@code mesh}. */
    public static Routes over(Routes base, Mesh mesh) {
        PeerRoutes peers = new PeerRoutes(mesh);
        return new Routes(base)
                .add("POST", "/connect", peers::connect)
                .add("POST", "/forget", peers::forget);
    }

    private CompletionStage<Response> connect(Request request) {
        request.expect("peer", "replace");
        return mesh.connect(request.all("peer"), request.flag("replace"))
                .thenApply(PeerRoutes::outcome);
    }

    private CompletionStage<Response> forget(Request request) {
        request.expect("peer");
        StringBuilder body = new StringBuilder();
        for (String unknown : mesh.forget(request.all("peer"))) {
            body.append("no such target: ").append(unknown.replaceAll("\\p{Cntrl}", "?"));
            body.append('\n');
        }
        return CompletableFuture.completedStage(Response.text(Response.OK, body.toString()));
    }

    private static Response outcome(List<String> refusals) {
        return refusals.isEmpty()
                ? Response.text(Response.OK, "")
                : Response.refusal(Response.BAD_REQUEST, String.join("; ", refusals));
    }
}
