package weave.tools.weave;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import weave.tools.client.BareHttp;

/** {@code weave forget}. */
@Command(
        name = "forget",
        description = "Connects to peers no more; a connection that stands is left alone.",
        footer = {"", "Examples:", "  weave forget host2", "  weave forget host3:6783"})
final class ForgetCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;

    @Parameters(
            arity = "1..*",
            paramLabel = "<peer>",
            description =
                    "host[:port], as given to connect or as weave status targets shows it. Exit"
                            + " status 1 if it is no target.")
    private List<String> peers;

    @Override
    public Integer call() throws IOException {
        BareHttp.Reply reply = weave.client().forget(peers);
        if (reply.isSuccess() && !reply.body().isEmpty()) {
            weave.complain(reply.body());
            return Weave.FAILED;
        }
        return weave.print(reply);
    }
}
