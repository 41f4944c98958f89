package weave.tools.weave;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code weave report}. */
@Command(name = "report", description = "Shows everything the daemon knows, in JSON.")
final class ReportCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;

    @Override
    public Integer call() throws IOException {
        return weave.print(weave.client().report());
    }
}
