package weave.tools.weave;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import weave.tools.client.BareHttp.Reply;
import weave.tools.client.NameClient;

/** {@code weave dns-remove}: what is not said matches everything. */
@Command(
        name = "dns-remove",
        description = "Takes names that were added on this host away again: those that match.",
        footer = {
            "",
            "Examples:",
            "  weave dns-remove box",
            "  weave dns-remove 10.32.0.1 -h db.weave.local"
        })
final class DnsRemoveCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;
    @Mixin private NameArguments names;

    @Override
    public Integer call() throws IOException {
        List<String> addresses = names.addresses(spec);
        List<String> records = names.records(spec);
        boolean isBounded = names.hasContainer() || names.hostname != null;
        if (!isBounded) {
            throw NameArguments.wrong(spec, "want a container, or a name with -h");
        }
        NameClient client = weave.names();
        Optional<String> hostname = Optional.ofNullable(names.hostname);
        String container = names.container(client);
        List<Reply> replies = new ArrayList<>();
        if (addresses.isEmpty() && records.isEmpty()) {
            replies.add(client.remove(container, hostname));
        }
        for (String address : addresses) {
            replies.add(client.remove(container, address, hostname));
        }
        for (String record : records) {
            replies.add(client.removeRecord(container, record, hostname));
        }
        int status = Weave.OK;
        for (Reply reply : replies) {
            status = Math.max(status, outcome(reply));
        }
        return status;
    }

    /** What was not there is not there any more, which is what was wanted; but it is said. */
    private int outcome(Reply reply) {
        if (!reply.isSuccess()) {
            return weave.print(reply);
        }
        weave.complain(reply.body());
        return Weave.OK;
    }
}
