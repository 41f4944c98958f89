package weave.tools.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import weave.tools.attach.AddressRequest;
import weave.tools.attach.AttachException;
import weave.tools.attach.Attacher;
import weave.tools.attach.Cidr;
import weave.tools.attach.Exposures;
import weave.tools.attach.Roster;

/** The routes that change what is on the bridge. Each is answered from a thread of its own. */
public final class AttachRoutes {
    private static final int CONFLICT = 409;

    private final Attacher attacher;
    private final Roster roster;
    private final Exposures exposures;

    private AttachRoutes(Attacher attacher, Roster roster, Exposures exposures) {
        this.attacher = attacher;
        this.roster = roster;
        this.exposures = exposures;
    }

    /** Everything of {@code base}, and containers and the host. */
    public static Routes over(Routes base, Attacher attacher, Roster roster, Exposures exposures) {
        AttachRoutes routes = new AttachRoutes(attacher, roster, exposures);
        return new Routes(base)
                .add("POST", "/attach", routes::attach)
                .add("POST", "/detach", routes::detach)
                .add("GET", "/ps", routes::list)
                .add("GET", "/ident/{container}", routes::ident)
                .add("POST", "/expose", routes::expose)
                .add("POST", "/expose/{ip}/{prefixlen}", routes::exposeOne)
                .add("POST", "/hide", routes::hide);
    }

    private CompletionStage<Response> attach(Request request) {
        request.expect(
                "container", "address", "no-multicast-route", "rewrite-hosts", "no-dns", "fqdn");
        String container = container(request);
        List<AddressRequest> addresses = addresses(request);
        Attacher.Options options =
                new Attacher.Options(
                        !request.flag("no-multicast-route"),
                        request.flag("rewrite-hosts"),
                        !request.flag("no-dns"),
                        name(request));
        return answer(() -> text(attacher.attach(container, addresses, options)));
    }

    private CompletionStage<Response> detach(Request request) {
        request.expect("container", "address");
        String container = container(request);
        List<AddressRequest> addresses = addresses(request, AddressRequest::parsePresent);
        return answer(() -> text(attacher.detach(container, addresses)));
    }

    private CompletionStage<Response> list(Request request) {
        request.expect("container");
        return answer(() -> roster.list(request.all("container")));
    }

    /** Under what a container's addresses and names go. */
    private CompletionStage<Response> ident(Request request) {
        return answer(() -> attacher.ident(request.part("container")));
    }

    private CompletionStage<Response> expose(Request request) {
        request.expect("address", "skipNAT", "fqdn");
        List<AddressRequest> addresses = addresses(request);
        boolean masquerade = !request.flag("skipNAT");
        Optional<String> name = name(request);
        return answer(() -> text(exposures.expose(addresses, masquerade, name)));
    }

    /** As Weave Net's scripts ask: one address, which they have claimed, and nothing in return. */
    private CompletionStage<Response> exposeOne(Request request) {
        request.expect("skipNAT");
        boolean masquerade = !request.flag("skipNAT");
        String text = request.part("ip") + "/" + request.part("prefixlen");
        List<AddressRequest> address;
        try {
            address = List.of(new AddressRequest.Given(Cidr.parse(text)));
        } catch (IllegalArgumentException e) {
            throw new RefusalException(
                    Response.BAD_REQUEST, "unable to parse ip addr: " + e.getMessage());
        }
        return answer(
                () -> {
                    exposures.expose(address, masquerade, Optional.empty());
                    return Response.text(Response.NO_CONTENT, "");
                },
                "unable to expose: ");
    }

    private CompletionStage<Response> hide(Request request) {
        request.expect("address");
        List<AddressRequest> addresses = addresses(request, AddressRequest::parsePresent);
        return answer(() -> text(exposures.hide(addresses)));
    }

    private static String container(Request request) {
        List<String> given = request.all("container");
        if (given.size() != 1) {
            throw new RefusalException(Response.BAD_REQUEST, "container: want one");
        }
        return given.getFirst();
    }

    private static Optional<String> name(Request request) {
        List<String> names = request.all("fqdn");
        if (names.size() > 1) {
            throw new RefusalException(Response.BAD_REQUEST, "fqdn: want one");
        }
        return names.stream().findFirst();
    }

    private static List<AddressRequest> addresses(Request request) {
        return addresses(request, AddressRequest::parse);
    }

    private static List<AddressRequest> addresses(
            Request request, Function<String, AddressRequest> parser) {
        List<AddressRequest> addresses = new ArrayList<>();
        for (String text : request.all("address")) {
            try {
                addresses.add(parser.apply(text));
            } catch (IllegalArgumentException e) {
                throw new RefusalException(Response.BAD_REQUEST, "address " + e.getMessage());
            }
        }
        return addresses;
    }

    /** As scripts read it: addresses without their prefixes, in one line. */
    private static String text(List<Cidr> addresses) {
        return addresses.isEmpty()
                ? ""
                : addresses.stream()
                        .map(Cidr::addressText)
                        .collect(Collectors.joining(" ", "", "\n"));
    }

    private static CompletionStage<Response> answer(Supplier<String> work) {
        return answer(() -> Response.text(Response.OK, work.get()), "");
    }

    /**
     * On a thread of its own, which is interrupted when nobody waits any more.
     *
     * @param prefix goes before the reason if it is refused
     */
    private static CompletionStage<Response> answer(Supplier<Response> work, String prefix) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        Thread worker =
                Thread.ofVirtual().name("weave-attach").unstarted(() -> run(work, prefix, answer));
        answer.whenComplete((_, _) -> {
            if (answer.isCancelled()) {
                worker.interrupt();
            }
        });
        worker.start();
        return answer;
    }

    private static void run(
            Supplier<Response> work, String prefix, CompletableFuture<Response> answer) {
        try {
            answer.complete(work.get());
        } catch (AttachException refused) {
            answer.complete(Response.refusal(status(refused), prefix + refused.getMessage()));
        } catch (RuntimeException | Error bug) {
            answer.completeExceptionally(bug);
        }
    }

    private static int status(AttachException refused) {
        return switch (refused.kind()) {
            case MISUSE -> Response.BAD_REQUEST;
            case NOT_FOUND -> Response.NOT_FOUND;
            case CONFLICT -> CONFLICT;
            case FAILED -> Response.INTERNAL_SERVER_ERROR;
        };
    }
}
