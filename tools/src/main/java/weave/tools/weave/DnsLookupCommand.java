package weave.tools.weave;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import weave.gossip.dns.DnsName;
import weave.gossip.dns.server.UpstreamServers;
import weave.tools.client.BareHttp.Reply;
import weave.tools.client.DnsLookup;
import weave.tools.client.NameClient;

/** {@code weave dns-lookup}: an answer a line; none is no failure, as with dig, but is said. */
@Command(
        name = "dns-lookup",
        description = "Shows what weave's DNS has for a name.",
        footer = {"", "Examples:", "  weave dns-lookup db", "  weave dns-lookup db.weave.local"})
final class DnsLookupCommand implements Callable<Integer> {
    static final String COULD_NOT_LISTEN =
            "it could not listen, as port 53 was taken; choose another with weaved"
                    + " --dns-listen-address";

    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "<name>", description = "A name, with or without its domain.")
    private String name;

    @Override
    public Integer call() throws IOException {
        if (name.isEmpty() || DnsName.wire(name).isEmpty()) {
            throw NameArguments.wrong(spec, "\"" + name + "\": want a name like db");
        }
        Reply reply = weave.names().dnsAddressAndPort();
        if (reply.status() == NameClient.NOT_FOUND) {
            weave.complain("the daemon answers no questions: " + whyNot(weave.names()));
            return Weave.FAILED;
        }
        if (!reply.isSuccess()) {
            return weave.print(reply);
        }
        Optional<InetSocketAddress> server = UpstreamServers.parse(reply.body());
        if (server.isEmpty()) {
            weave.complain("the daemon's DNS address is " + reply.body() + "\n");
            return Weave.FAILED;
        }
        List<String> answers;
        try {
            answers = DnsLookup.ask(server.get(), name);
        } catch (IOException e) {
            weave.complain("no answer from " + reply.body() + ": " + e.getMessage() + "\n");
            return Weave.FAILED;
        }
        answers.forEach(spec.commandLine().getOut()::println);
        if (answers.isEmpty()) {
            weave.complain(
                    "no address is known for " + name + "; weave status dns lists the names");
        }
        return Weave.OK;
    }

    /** A daemon that keeps names tells their domain. */
    private static String whyNot(NameClient names) throws IOException {
        return names.domain().isSuccess() ? COULD_NOT_LISTEN : "it runs with --no-dns";
    }
}
