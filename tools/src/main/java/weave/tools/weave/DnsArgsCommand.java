package weave.tools.weave;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import weave.tools.client.BareHttp.Reply;
import weave.tools.client.NameClient;

/** {@code weave dns-args}: nothing where names are switched off. */
@Command(
        name = "dns-args",
        description = "Shows the flags with which docker run has containers use weave's DNS.",
        footer = {"", "Examples:", "  docker run $(weave dns-args) -d nginx"})
final class DnsArgsCommand implements Callable<Integer> {
    private static final String EVERYWHERE = "0.0.0.0";

    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Reply address = weave.names().dnsAddress();
        Reply domain = weave.names().domain();
        if (address.status() == NameClient.NOT_FOUND) {
            return withoutServer(domain.isSuccess());
        }
        if (!address.isSuccess() || !domain.isSuccess()) {
            return weave.print(address.isSuccess() ? domain : address);
        }
        if (address.body().strip().equals(EVERYWHERE)) {
            weave.complain(
                    "the daemon answers at all addresses, and containers need one: launch it with"
                            + " --dns-listen-address, or write --dns=<address of this host>");
            return Weave.FAILED;
        }
        spec.commandLine()
                .getOut()
                .println(
                        "--dns="
                                + address.body().strip()
                                + " --dns-search="
                                + domain.body().strip());
        return Weave.OK;
    }

    /** Nothing is the right answer if nobody wants names; else somebody would miss them. */
    private int withoutServer(boolean namesAreKept) {
        if (!namesAreKept) {
            return Weave.OK;
        }
        weave.complain("the daemon answers no questions: " + DnsLookupCommand.COULD_NOT_LISTEN);
        return Weave.FAILED;
    }
}
