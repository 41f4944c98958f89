package weave.tools.weave;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import weave.tools.attach.AddressRequest;

/** {@code weave hide}. */
@Command(
        name = "hide",
        description = "Takes addresses of the host away, all if none is given; prints them.",
        footer = {"", "Examples:", "  weave hide", "  weave hide 10.32.0.99"})
final class HideCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "<addr>",
            description = "As for weave expose; the prefix length may be left out.")
    private List<String> addresses = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        ContainerArguments.checkAddresses(spec, addresses, AddressRequest::parsePresent);
        return TakenAway.print(weave, weave.client().hide(addresses), addresses, "the host");
    }
}
