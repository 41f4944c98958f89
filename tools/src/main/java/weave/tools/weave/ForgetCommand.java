package weave.tools.weave;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code weave forget}. */
@Command(
        name = "forget",
        description = "Connects to peers no more; a connection that stands is left alone.")
final class ForgetCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;

    @Parameters(
            arity = "1..*",
            paramLabel = "<peer>",
            description = "host[:port], as it was given to connect")
    private List<String> peers;

    @Override
    public Integer call() throws IOException {
        return weave.print(weave.client().forget(peers));
    }
}
