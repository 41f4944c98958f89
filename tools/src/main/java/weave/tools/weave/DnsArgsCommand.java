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
        description = "Shows the flags with which docker run has containers use weave's DNS.")
final class DnsArgsCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Reply address = weave.names().dnsAddress();
        if (address.status() == NameClient.NOT_FOUND) {
            return Weave.OK;
        }
        Reply domain = weave.names().domain();
        if (!address.isSuccess() || !domain.isSuccess()) {
            return weave.print(address.isSuccess() ? domain : address);
        }
        spec.commandLine()
                .getOut()
                .print("--dns=" + address.body() + " --dns-search=" + domain.body());
        return Weave.OK;
    }
}
