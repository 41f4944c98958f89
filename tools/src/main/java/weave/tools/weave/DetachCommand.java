package weave.tools.weave;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import weave.tools.attach.AddressRequest;
import weave.tools.client.BareHttp.Reply;

/** {@code weave detach}. */
@Command(
        name = "detach",
        description =
                "Takes addresses away from a container, all if none is given; prints them. Without"
                        + " any left the container is unplugged. Addresses and containers are as"
                        + " for weave attach, but the prefix length may be left out.",
        footer = {"", "Examples:", "  weave detach box", "  weave detach 10.32.0.1 box"})
final class DetachCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "[<addr>...] <container>",
            hideParamSyntax = true,
            description = "Addresses, if not all are meant, and the container.")
    private List<String> arguments;

    @Override
    public Integer call() throws IOException {
        ContainerArguments given =
                ContainerArguments.split(spec, arguments, AddressRequest::parsePresent);
        Reply reply = weave.client().detach(given.container(), given.addresses());
        return TakenAway.print(weave, reply, given.addresses(), given.container());
    }
}
