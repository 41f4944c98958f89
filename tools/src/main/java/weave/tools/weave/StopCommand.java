package weave.tools.weave;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import weave.tools.client.BareHttp;

/** {@code weave stop}. */
@Command(
        name = "stop",
        description =
                "Ends the daemon. Containers stay attached and talk to those of their host; the"
                        + " next weave launch takes them over.",
        footer = {"", "Examples:", "  weave stop", "  weave --http-addr=/run/weaved.sock stop"})
final class StopCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;

    @Override
    public Integer call() throws IOException {
        BareHttp.Reply reply = weave.client().stop(false);
        return reply.isSuccess() ? Daemon.awaitEnd(weave, reply.body()) : weave.print(reply);
    }
}
