package weave.tools.weave;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import weave.tools.client.BareHttp;

/** {@code weave status}: one of the daemon's pages, whether it is ready yet or not. */
@Command(
        name = "status",
        description = "Shows the state, or one page of it.",
        footer = {"", "Examples:", "  weave status", "  weave status connections"})
final class StatusCommand implements Callable<Integer> {
    private static final List<String> PAGES =
            List.of("connections", "peers", "targets", "dns", "ipam", "dataplane");
    private static final int NOT_READY = 503;

    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "connections|peers|targets|dns|ipam|dataplane",
            description = "The page; an overview if not given.")
    private String page = "";

    @Override
    public Integer call() throws IOException {
        if (!page.isEmpty() && !PAGES.contains(page)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "status: '"
                            + page
                            + "': want connections, peers, targets, dns, ipam or dataplane");
        }
        BareHttp.Reply reply = weave.client().status(page);
        if (!reply.isSuccess() && reply.status() != NOT_READY) {
            return weave.print(reply);
        }
        PrintWriter out = spec.commandLine().getOut();
        String margin = page.isEmpty() ? "\n" : "";
        out.print(margin + reply.body() + margin);
        return reply.isSuccess() ? Weave.OK : Weave.FAILED;
    }
}
