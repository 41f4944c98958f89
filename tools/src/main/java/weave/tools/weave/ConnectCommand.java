package weave.tools.weave;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weave connect}. */
@Command(
        name = "connect",
        description = "Connects to peers, and reconnects when they come back.",
        footer = {
            "",
            "Examples:",
            "  weave connect host2 host3:6783",
            "  weave connect --replace host2"
        })
final class ConnectCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Option(names = "--replace", description = "Forget all other peers.")
    private boolean replace;

    @Parameters(paramLabel = "<peer>", description = "host[:port]")
    private List<String> peers = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (peers.isEmpty() && !replace) {
            throw new ParameterException(
                    spec.commandLine(), "connect: want a peer, host[:port], or --replace");
        }
        return weave.print(weave.client().connect(peers, replace));
    }
}
