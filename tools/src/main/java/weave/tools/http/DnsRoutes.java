package weave.tools.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import weave.gossip.dns.NameEntry;
import weave.gossip.dns.Nameserver;
import weave.gossip.dns.RecordData;
import weave.gossip.dns.RecordType;

/** The routes that register names and show them. They are absent where names are switched off. */
public final class DnsRoutes {
    private final Nameserver names;
    private final Liveness liveness;

    private DnsRoutes(Nameserver names, Liveness liveness) {
        this.names = names;
        this.liveness = liveness;
    }

    /**
     * Everything of {@code base}, and names.
     *
     * @param address where questions are answered, {@code address:port}; empty if nowhere
     */
    public static Routes over(
            Routes base, Nameserver names, Optional<String> address, Liveness liveness) {
        DnsRoutes dns = new DnsRoutes(names, liveness);
        Routes routes =
                new Routes(base)
                        .add("GET", "/domain", _ -> answered(names.domain()))
                        .add("GET", "/name", dns::list)
                        .add("DELETE", "/name", dns::remove)
                        .add("PUT", "/name/{container}", dns::addRecord)
                        .add("DELETE", "/name/{container}", dns::remove)
                        .add("PUT", "/name/{container}/{ip}", dns::addAddress)
                        .add("DELETE", "/name/{container}/{ip}", dns::remove);
        address.ifPresent(text ->
                routes.add("GET", "/dns-address-port", _ -> answered(text))
                        .add(
                                "GET",
                                "/dns-address",
                                _ -> answered(text.substring(0, text.lastIndexOf(':')))));
        return routes;
    }

    private CompletionStage<Response> addAddress(Request request) {
        request.expect("fqdn", "check-alive");
        return add(request, address(request.part("ip")));
    }

    /** A record of another type: {@code record=CNAME db.example.com}. */
    private CompletionStage<Response> addRecord(Request request) {
        request.expect("fqdn", "record", "check-alive");
        return add(
                request,
                record(request)
                        .orElseThrow(() -> bad("record: want one, like CNAME db.example.com")));
    }

    private CompletionStage<Response> add(Request request, RecordData data) {
        String hostname =
                only(request, "fqdn").orElseThrow(() -> bad("fqdn: want the name to be added"));
        boolean isContainer = request.flag("check-alive");
        String container = request.part("container");
        if (!names.add(hostname, container, data)) {
            throw bad(
                    "fqdn: \""
                            + hostname
                            + "\": want a name of labels of 1 to 63 letters, 253 in all");
        }
        // An end that was before is not heard of any more.
        return isContainer
                ? liveness.hasEnded(container).thenCompose(ended -> checked(container, ended))
                : done();
    }

    private CompletionStage<Response> checked(String container, boolean hasEnded) {
        if (hasEnded) {
            names.containerDied(container);
        }
        return done();
    }

    /**
     * What is not there is done with; {@code tell} has the answer say so, which Weave Net's do not.
     */
    private CompletionStage<Response> remove(Request request) {
        request.expect("fqdn", "record", "tell");
        boolean isTold = request.flag("tell");
        Optional<RecordData> data =
                request.part("ip") == null
                        ? record(request)
                        : Optional.of(address(request.part("ip")));
        Optional<String> hostname = only(request, "fqdn");
        Optional<String> container = Optional.ofNullable(request.part("container"));
        int count = names.delete(hostname, container, data);
        return count == 0 && isTold
                ? CompletableFuture.completedStage(nothing(hostname, container, data))
                : done();
    }

    private static Response nothing(
            Optional<String> hostname, Optional<String> container, Optional<RecordData> data) {
        String reason =
                "nothing to remove: no name of this host's"
                        + hostname.map(name -> ", " + name).orElse("")
                        + data.map(what -> ", for " + what.label()).orElse("")
                        + container
                                .filter(id -> !id.equals(Nameserver.EXTERNAL))
                                .map(id -> ", of container " + id)
                                .orElse("");
        return Response.text(Response.OK, reason.replaceAll("\\p{Cntrl}", "?") + "\n");
    }

    private CompletionStage<Response> list(Request request) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (NameEntry entry : names.entries()) {
            list.addObject()
                    .put("ContainerID", entry.containerId())
                    .put("Origin", entry.origin().value())
                    .put("Addr", entry.data().text())
                    .put("Hostname", entry.hostname())
                    .put("Version", entry.version())
                    .put("Tombstone", entry.tombstone());
        }
        return CompletableFuture.completedStage(Response.json(list.toString()));
    }

    private static RecordData address(String text) {
        return RecordData.address(text)
                .orElseThrow(() -> bad("invalid IP address \"" + text + "\""));
    }

    private static Optional<RecordData> record(Request request) {
        return only(request, "record")
                .map(text ->
                        parse(text)
                                .orElseThrow(() ->
                                        bad(
                                                "record: \""
                                                        + text
                                                        + "\": want CNAME <name>, SRV <priority>"
                                                        + " <weight> <port> <name>, A <address>"
                                                        + " or AAAA <address>")));
    }

    private static Optional<RecordData> parse(String text) {
        int blank = text.indexOf(' ');
        if (blank < 0) {
            return Optional.empty();
        }
        String data = text.substring(blank + 1).strip();
        return switch (text.substring(0, blank).toUpperCase(Locale.ROOT)) {
            case "A" -> RecordData.parse(RecordType.A, data);
            case "AAAA" -> RecordData.parse(RecordType.AAAA, data);
            case "CNAME" -> RecordData.parse(RecordType.CNAME, data);
            case "SRV" -> RecordData.parse(RecordType.SRV, data);
            default -> Optional.empty();
        };
    }

    private static Optional<String> only(Request request, String parameter) {
        List<String> values = request.all(parameter);
        if (values.size() > 1) {
            throw bad(parameter + ": want one");
        }
        return values.stream().findFirst().filter(value -> !value.isEmpty());
    }

    private static RefusalException bad(String reason) {
        return new RefusalException(Response.BAD_REQUEST, reason);
    }

    private static CompletionStage<Response> answered(String text) {
        return CompletableFuture.completedStage(Response.text(Response.OK, text));
    }

    /** Answered when it will survive a restart. */
    private CompletionStage<Response> done() {
        return names.kept()
                .thenApply(trouble ->
                        trouble.map(DnsRoutes::notKept)
                                .orElse(Response.text(Response.NO_CONTENT, "")));
    }

    private static Response notKept(String trouble) {
        return Response.refusal(
                Response.INTERNAL_SERVER_ERROR,
                "done, but a restart will undo it: cannot write the state: " + trouble);
    }
}
