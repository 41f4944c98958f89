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
import weave.tools.check.HostCheckup;

/** {@code weave check}. */
@Command(
        name = "check",
        description = "Looks whether this host is fit: a line each, ok, warn or fail.",
        footer = {
            "",
            "Exits with 1 if a line says fail. No daemon need run.",
            "",
            "Examples:",
            "  weave check",
            "  weave check host2 host3:6783"
        })
final class CheckCommand implements Callable<Integer> {
    private static final int PORT_MAX = 65_535;

    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "<port>",
            description = "Of the mesh, as given to weaved. [6783]")
    private int port = 6783;

    @Option(
            names = {"--interface", "--weave-bridge"},
            paramLabel = "<name>",
            description = "Where no daemon runs that could tell: its bridge. [weave]")
    private String bridge = HostCheckup.BRIDGE_DEFAULT;

    @Parameters(paramLabel = "<peer>", description = "Hosts that should answer, host[:port].")
    private List<String> peers = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (port < 1 || port > PORT_MAX) {
            throw new ParameterException(spec.commandLine(), "--port: want 1 to 65535");
        }
        boolean isFit =
                HostCheckup.run(weave.client(), bridge, port, peers, spec.commandLine().getOut());
        return isFit ? Weave.OK : Weave.FAILED;
    }
}
