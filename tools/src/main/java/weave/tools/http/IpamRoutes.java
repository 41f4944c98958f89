package weave.tools.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import weave.gossip.ipam.Allocator;
import weave.gossip.ipam.Cidr;
import weave.gossip.ipam.IpamConfig;
import weave.gossip.ipam.IpamException;
import weave.gossip.ipam.RepairReport;

/**
 * The routes that hand out addresses and take them back, in Weave Net's forms. They are absent
 * where address management is switched off; scripts go by that.
 */
public final class IpamRoutes {
    private static final String CHECK_ALIVE = "check-alive";
    private static final String PATIENT = "noErrorOnUnknown";

    private final Allocator allocator;
    private final Cidr defaultSubnet;
    private final Liveness liveness;

    private IpamRoutes(Allocator allocator, Cidr defaultSubnet, Liveness liveness) {
        this.allocator = allocator;
        this.defaultSubnet = defaultSubnet;
        this.liveness = liveness;
    }

    /** Everything of {@code base}, and addresses. */
    public static Routes over(
            Routes base, Allocator allocator, Cidr defaultSubnet, Liveness liveness) {
        IpamRoutes ipam = new IpamRoutes(allocator, defaultSubnet, liveness);
        return new Routes(base)
                .add("GET", "/ip", ipam::all)
                .add("GET", "/ip/{id}", r -> ipam.lookup(r, defaultSubnet))
                .add("POST", "/ip/{id}", r -> ipam.allocate(r, defaultSubnet))
                .add("DELETE", "/ip/{id}", ipam::releaseAll)
                .add("DELETE", "/ip/{id}/{ip}", ipam::release)
                .add("GET", "/ip/{id}/{ip}/{prefixlen}", r -> ipam.lookup(r, subnet(r)))
                .add("POST", "/ip/{id}/{ip}/{prefixlen}", r -> ipam.allocate(r, subnet(r)))
                .add("PUT", "/ip/{id}/{ip}/{prefixlen}", ipam::claim)
                .add("GET", "/ring", ipam::ring)
                .add("GET", "/ipinfo/defaultsubnet", _ -> text(defaultSubnet.toString()))
                .add("GET", "/ipinfo/tracker", _ -> text("\n"))
                .add("DELETE", "/peer", ipam::leave)
                .add("DELETE", "/peer/{id}", ipam::removePeer)
                .add("GET", "/ipam/check", ipam::check)
                .add("POST", "/ipam/repair", ipam::repair);
    }

    /** Blocks until there is an address; who hangs up gives up. */
    private CompletionStage<Response> allocate(Request request, Cidr subnet) {
        request.expect(CHECK_ALIVE);
        boolean isContainer = isContainer(request);
        String id = request.part("id");
        CompletableFuture<Cidr> operation = allocator.allocate(id, subnet, isContainer);
        CompletableFuture<Response> answer =
                answered(operation, cidr -> Response.text(Response.OK, cidr.toString()), "");
        return isContainer ? checked(id, operation, answer) : answer;
    }

    private CompletionStage<Response> claim(Request request) {
        request.expect(CHECK_ALIVE, PATIENT);
        Cidr cidr = cidr(request);
        boolean isContainer = isContainer(request);
        String id = request.part("id");
        CompletableFuture<Void> operation =
                allocator.claim(id, cidr, isContainer, request.flag(PATIENT));
        CompletableFuture<Response> answer =
                answered(
                        operation,
                        _ -> Response.text(Response.NO_CONTENT, ""),
                        "Unable to claim: ");
        return isContainer ? checked(id, operation, answer) : answer;
    }

    /**
     * The answer, unless the container has ended before it came: nobody would take its addresses
     * back, who hears of ends as they happen.
     */
    private CompletionStage<Response> checked(
            String id, CompletableFuture<?> operation, CompletableFuture<Response> answer) {
        CompletableFuture<Response> checked =
                answer.thenCombine(
                        answer.thenCompose(_ -> liveness.hasEnded(id)),
                        (response, ended) -> ended ? cancelled(id) : response);
        checked.whenComplete((_, _) -> {
            if (checked.isCancelled()) {
                operation.cancel(false);
            }
        });
        return checked;
    }

    private Response cancelled(String id) {
        allocator.containerDestroyed(id);
        return Response.text(Response.OK, "cancelled");
    }

    private CompletionStage<Response> lookup(Request request, Cidr subnet) {
        List<String> found = new ArrayList<>();
        allocator
                .lookup(request.part("id"), subnet.range())
                .forEach(cidr -> found.add(cidr.toString()));
        return text(String.join(" ", found));
    }

    private CompletionStage<Response> all(Request request) {
        ArrayNode owned = JsonNodeFactory.instance.arrayNode();
        allocator
                .all()
                .forEach((ident, cidrs) -> {
                    ObjectNode one = owned.addObject().put("containerid", ident);
                    ArrayNode addresses = one.putArray("addrs");
                    cidrs.forEach(cidr -> addresses.add(cidr.toString()));
                });
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("owned", owned);
        return CompletableFuture.completedStage(Response.json(body.toString()));
    }

    private CompletionStage<Response> releaseAll(Request request) {
        return answered(
                allocator.releaseAll(request.part("id")),
                _ -> Response.text(Response.NO_CONTENT, ""),
                "");
    }

    private CompletionStage<Response> release(Request request) {
        Cidr address = parse(request.part("ip"), "32");
        return answered(
                allocator.release(request.part("id"), address.address()),
                _ -> Response.text(Response.NO_CONTENT, ""),
                "Unable to free: ");
    }

    private CompletionStage<Response> ring(Request request) {
        return answered(allocator.prime(), _ -> Response.text(Response.OK, ""), "");
    }

    private CompletionStage<Response> leave(Request request) {
        return answered(allocator.shutDown(), _ -> Response.text(Response.NO_CONTENT, ""), "");
    }

    /**
     * Nobody takes over what is in use. Somebody unknown has nothing, which scripts take for done;
     * {@code strict} refuses that, too.
     */
    private CompletionStage<Response> removePeer(Request request) {
        String peer = request.part("id");
        String shown = peer.replaceAll("\\p{Cntrl}", "?");
        return switch (allocator.standing(peer)) {
            case SELF ->
                    refusal(
                            Response.CONFLICT,
                            shown + " is this peer; weave reset hands its addresses over");
            case PRESENT ->
                    refusal(Response.CONFLICT, shown + " is connected; stop or reset it first");
            case UNKNOWN ->
                    request.flag("strict")
                            ? refusal(Response.NOT_FOUND, "no such peer: " + shown)
                            : takeOver(peer, shown);
            case ABSENT -> takeOver(peer, shown);
        };
    }

    private CompletionStage<Response> takeOver(String peer, String shown) {
        return answered(
                allocator.takeOver(peer),
                gained ->
                        Response.text(Response.OK, gained + " IPs taken over from " + shown + "\n"),
                "");
    }

    /** Before there is a ring, nobody can contradict. */
    private CompletionStage<Response> check(Request request) {
        if (allocator.status().entries().isEmpty()) {
            return refusal(
                    Response.SERVICE_UNAVAILABLE,
                    "nothing to compare: the peers have not agreed yet who owns which addresses;"
                            + " see weave status ipam");
        }
        return answered(allocator.repair(true), IpamRoutes::text, "");
    }

    private CompletionStage<Response> repair(Request request) {
        request.expect("dry-run");
        return answered(allocator.repair(request.flag("dry-run")), IpamRoutes::text, "");
    }

    /** The first line begins with {@code ok}, {@code repaired} or {@code conflict}. */
    private static Response text(RepairReport report) {
        StringBuilder text = new StringBuilder();
        if (report.isClean()) {
            text.append("ok: ").append(report.answered().size()).append(" peer(s) agree\n");
        } else {
            text.append(report.applied() ? "repaired" : "conflict").append('\n');
        }
        lines(text, report.applied() ? "changed" : "to change", report.changes());
        lines(text, "release one of them", report.duplicates());
        lines(text, "not asked: an original peer, or out of reach", report.silent());
        return Response.text(Response.OK, text.toString());
    }

    private static void lines(StringBuilder text, String title, List<String> lines) {
        lines.forEach(
                line -> text.append("  ").append(title).append(": ").append(line).append('\n'));
    }

    /** An ident of which somebody wants to know whether it still runs is a container's. */
    private static boolean isContainer(Request request) {
        return request.flag(CHECK_ALIVE);
    }

    private static Cidr subnet(Request request) {
        Cidr subnet = cidr(request);
        if (!subnet.isNetwork()) {
            throw bad("invalid subnet - bits after network prefix are not all zero: " + subnet);
        }
        if (subnet.size() < IpamConfig.SIZE_MIN) {
            throw bad(
                    "invalid subnet - smaller than minimum size "
                            + IpamConfig.SIZE_MIN
                            + ": "
                            + subnet);
        }
        return subnet;
    }

    private static Cidr cidr(Request request) {
        return parse(request.part("ip"), request.part("prefixlen"));
    }

    private static Cidr parse(String address, String prefixLength) {
        try {
            return Cidr.parse(address, prefixLength);
        } catch (IllegalArgumentException e) {
            throw bad(e.getMessage());
        }
    }

    private static RefusalException bad(String reason) {
        return new RefusalException(Response.BAD_REQUEST, reason.replaceAll("\\p{Cntrl}", "?"));
    }

    private static CompletionStage<Response> refusal(int status, String reason) {
        return CompletableFuture.completedStage(Response.refusal(status, reason));
    }

    private static CompletionStage<Response> text(String body) {
        return CompletableFuture.completedStage(Response.text(Response.OK, body));
    }

    /**
     * What an operation has answered; {@code prefix} goes before the reason if it was refused.
     * Cancelling it cancels the operation.
     */
    private static <T> CompletableFuture<Response> answered(
            CompletableFuture<T> operation, Function<T, Response> rendered, String prefix) {
        CompletableFuture<Response> answer =
                operation.handle((value, failure) -> {
                    if (failure instanceof IpamException refused) {
                        return Response.refusal(
                                Response.BAD_REQUEST, prefix + refused.getMessage());
                    }
                    if (failure instanceof CancellationException) {
                        return Response.text(Response.OK, "cancelled");
                    }
                    if (failure != null) {
                        throw new CompletionException(failure);
                    }
                    return rendered.apply(value);
                });
        answer.whenComplete((_, _) -> {
            if (answer.isCancelled()) {
                operation.cancel(false);
            }
        });
        return answer;
    }
}
