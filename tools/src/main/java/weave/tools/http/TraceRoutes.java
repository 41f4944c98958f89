package weave.tools.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import weave.core.dataplane.DataplaneStatus;
import weave.core.peer.PeerName;
import weave.gossip.mesh.MeshRouter;
import weave.gossip.mesh.MeshStatus;
import weave.tools.trace.AddressOwner;
import weave.tools.trace.MissingLinks;
import weave.tools.trace.Places;
import weave.tools.trace.Trace;
import weave.tools.trace.UnknownPlaceException;

/** The way of frames between two places. */
public final class TraceRoutes {
    private static final String PLACE = "a peer, container, MAC or IP address";

    private final MeshRouter mesh;
    private final Supplier<DataplaneStatus> dataplane;
    private final Predicate<String> isHere;
    private final List<AddressOwner> owners;
    private final Executor slowWork = Executors.newVirtualThreadPerTaskExecutor();

    private TraceRoutes(
            MeshRouter mesh,
            Supplier<DataplaneStatus> dataplane,
            Predicate<String> isHere,
            List<AddressOwner> owners) {
        this.mesh = mesh;
        this.dataplane = dataplane;
        this.isHere = isHere;
        this.owners = List.copyOf(owners);
    }

    /**
     * Everything of {@code base}, and {@code /trace}.
     *
     * @param isHere whether a container of this host is called so; may wait for the kernel
     * @param owners who know at which peers IP addresses are, asked in this order
     */
    public static Routes over(
            Routes base,
            MeshRouter mesh,
            Supplier<DataplaneStatus> dataplane,
            Predicate<String> isHere,
            List<AddressOwner> owners) {
        TraceRoutes routes = new TraceRoutes(mesh, dataplane, isHere, owners);
        return new Routes(base).add("GET", "/trace", routes::trace);
    }

    private CompletionStage<Response> trace(Request request) {
        request.expect("from", "to");
        String from = request.one("from", PLACE);
        String to = request.one("to", PLACE);
        MeshStatus status = mesh.status();
        weave.gossip.topology.Routes ways = mesh.routes();
        Places places = new Places(status, dataplane.get().macs(), isHere, owners);
        return CompletableFuture.supplyAsync(
                () -> answer(status, ways, places, from, to), slowWork);
    }

    /** Off the control thread: the kernel is asked. */
    private static Response answer(
            MeshStatus status,
            weave.gossip.topology.Routes ways,
            Places places,
            String from,
            String to) {
        try {
            return answer(status, ways, places.find(from), places.find(to));
        } catch (UnknownPlaceException e) {
            return Response.refusal(Response.NOT_FOUND, e.getMessage());
        }
    }

    private static Response answer(
            MeshStatus status, weave.gossip.topology.Routes ways, PeerName start, PeerName end) {
        Trace trace = new Trace(status);
        List<PeerName> path = ways.path(start, end);
        if (!path.isEmpty()) {
            return Response.text(Response.OK, trace.render(path));
        }
        StringBuilder body =
                new StringBuilder("no way from ")
                        .append(trace.label(start))
                        .append(" to ")
                        .append(trace.label(end))
                        .append(": frames need connections that both ends call established\n");
        new MissingLinks(status, trace)
                .between(start, end)
                .forEach(line -> body.append(line).append('\n'));
        return Response.text(Response.NOT_FOUND, body.toString());
    }
}
