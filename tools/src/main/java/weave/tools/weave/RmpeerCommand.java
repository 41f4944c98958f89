package weave.tools.weave;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code weave rmpeer}. */
@Command(
        name = "rmpeer",
        description =
                "Takes over the addresses of peers that are gone for good. To be run on one host"
                        + " only.",
        footer = {"", "Examples:", "  weave rmpeer host4", "  weave rmpeer 7a:2f:9e:01:02:03"})
final class RmpeerCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;

    @Parameters(
            arity = "1..*",
            paramLabel = "<peer>",
            description = "The nickname or the name of a peer, as weave status ipam shows it.")
    private List<String> peers;

    @Override
    public Integer call() throws IOException {
        int status = Weave.OK;
        for (String peer : peers) {
            status = Math.max(status, weave.print(weave.client().removePeer(peer)));
        }
        return status;
    }
}
