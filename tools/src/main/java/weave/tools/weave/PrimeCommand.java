package weave.tools.weave;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import weave.tools.client.WeaveClient;

/** {@code weave prime}. */
@Command(
        name = "prime",
        description = "Waits until addresses can be handed out.",
        footer = {"", "Examples:", "  weave prime && weave attach box"})
final class PrimeCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;

    @Override
    public Integer call() throws IOException {
        return Patience.await(weave, WeaveClient::prime);
    }
}
