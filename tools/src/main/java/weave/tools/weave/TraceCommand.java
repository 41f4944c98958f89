package weave.tools.weave;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weave trace}. */
@Command(
        name = "trace",
        description = "Shows the hops of frames between two places of the overlay, and why.",
        footer = {
            "",
            "A place is a peer's name, nickname or address, a container of this host by its name or"
                    + " an",
            "address, the MAC address of any container, or an IP address that this host has talked"
                    + " to.",
            "Computed from what the mesh tells; sends nothing.",
            "Exits with 1 if there is no way, naming the connections that are missing.",
            "",
            "Examples:",
            "  weave trace host1 host3",
            "  weave trace host1 0a:58:0a:20:00:05",
            "  weave trace host1 10.32.0.5"
        })
final class TraceCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "<from>", description = "Where frames begin.")
    private String from;

    @Parameters(index = "1", paramLabel = "<to>", description = "Where they are to get.")
    private String to;

    @Override
    public Integer call() throws IOException {
        if (from.isBlank() || to.isBlank()) {
            throw new ParameterException(
                    spec.commandLine(), "trace: want a peer, container, MAC or IP address twice");
        }
        return weave.print(weave.client().trace(from, to));
    }
}
