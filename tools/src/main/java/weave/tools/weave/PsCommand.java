package weave.tools.weave;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code weave ps}. */
@Command(
        name = "ps",
        description =
                "Shows who is attached on this host: id, MAC and addresses, one a line. The host"
                        + " itself is weave:expose.",
        footer = {"", "Examples:", "  weave ps", "  weave ps box weave:expose"})
final class PsCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;

    @Parameters(
            arity = "0..*",
            paramLabel = "<container>",
            description = "These only; see weave attach.")
    private List<String> containers = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        return weave.print(weave.client().attached(containers));
    }
}
