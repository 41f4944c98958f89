package weave.tools.weave;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import weave.tools.attach.AddressRequest;

/** {@code weave expose}. */
@Command(
        name = "expose",
        description =
                "Plugs the host itself into the switch and gives it addresses; prints them. The"
                        + " host stands in for the containers outside, and for others inside.",
        footer = {
            "",
            "Examples:",
            "  weave expose",
            "  weave expose 10.32.0.99/12 -h host1.weave.local"
        })
final class ExposeCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Option(
            names = "--without-masquerade",
            description = "Do not stand in: containers are seen outside by their own addresses.")
    private boolean withoutMasquerade;

    @Option(
            names = "-h",
            paramLabel = "<fqdn>",
            description = "A name for the host's addresses, such as host1.weave.local.")
    private String name;

    @Parameters(
            arity = "0..*",
            paramLabel = "<addr>",
            description = "[ip:]<cidr>, net:<cidr> or net:default. [net:default]")
    private List<String> addresses = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        ContainerArguments.checkAddresses(spec, addresses, AddressRequest::parse);
        List<String> names = name == null ? List.of() : List.of(name);
        return Patience.await(weave, client -> client.expose(addresses, !withoutMasquerade, names));
    }
}
