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

/** {@code weave attach}. */
@Command(
        name = "attach",
        description = {
            "Plugs a container into the switch and gives it addresses; prints them.",
            "",
            "A container is an id or name of Docker's, a process id, or the name or path of a"
                    + " network namespace. An address is [ip:]<cidr>, net:<cidr> for any of a"
                    + " subnet, or net:default, which is also meant if none is given."
        },
        footer = {
            "",
            "Examples:",
            "  weave attach box",
            "  weave attach 10.32.0.1/12 box",
            "  weave attach net:10.40.0.0/16 -h db.weave.local box"
        })
final class AttachCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Option(
            names = "--no-multicast-route",
            description = "Leave multicast that the container sends to its other interfaces.")
    private boolean noMulticastRoute;

    @Option(
            names = "--rewrite-hosts",
            description = "Let a Docker container's own name be its address here.")
    private boolean rewriteHosts;

    @Option(names = "--no-rewrite-hosts", description = "Leave /etc/hosts alone, as by default.")
    private boolean noRewriteHosts;

    @Option(
            names = "--without-dns",
            description = "Leave the name that Docker has given it out of weaveDNS.")
    private boolean withoutDns;

    @Option(
            names = "-h",
            paramLabel = "<fqdn>",
            description = "A name for it in weaveDNS, such as db.weave.local.")
    private String name;

    @Parameters(
            arity = "1..*",
            paramLabel = "[<addr>...] <container>",
            hideParamSyntax = true,
            description = "Addresses, if they are not to be chosen, and the container.")
    private List<String> arguments;

    @Override
    public Integer call() throws IOException {
        ContainerArguments given = ContainerArguments.split(spec, arguments, AddressRequest::parse);
        List<String> switches = new ArrayList<>();
        if (noMulticastRoute) {
            switches.add("no-multicast-route");
        }
        if (rewriteHosts && !noRewriteHosts) {
            switches.add("rewrite-hosts");
        }
        if (withoutDns) {
            switches.add("no-dns");
        }
        List<String> names = name == null ? List.of() : List.of(name);
        return Patience.await(
                weave,
                client -> client.attach(given.container(), given.addresses(), switches, names));
    }
}
