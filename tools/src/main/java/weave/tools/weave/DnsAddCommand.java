package weave.tools.weave;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import weave.tools.client.BareHttp.Reply;
import weave.tools.client.NameClient;

/** {@code weave dns-add}. */
@Command(
        name = "dns-add",
        description = "Gives a container, or what is none, a name.",
        footer = {
            "",
            "Examples:",
            "  weave dns-add box -h db.weave.local",
            "  weave dns-add 10.32.0.1 box -h db.weave.local",
            "  weave dns-add -h www.weave.local --cname web.weave.local"
        })
final class DnsAddCommand implements Callable<Integer> {
    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;
    @Mixin private NameArguments names;

    @Override
    public Integer call() throws IOException {
        if (names.hostname == null) {
            throw NameArguments.wrong(spec, "want a name, with -h");
        }
        List<String> given = names.addresses(spec);
        List<String> records = names.records(spec);
        if (given.isEmpty() && records.isEmpty() && !names.hasContainer()) {
            throw NameArguments.wrong(spec, "want an IP address, a container, --cname or --srv");
        }
        NameClient client = weave.names();
        names.checkHostname(spec, client);
        String container = names.container(client);
        List<String> addresses = new ArrayList<>(given);
        if (given.isEmpty() && records.isEmpty()) {
            addresses.addAll(client.addressesOf(container));
            if (addresses.isEmpty()) {
                weave.complain("container " + container + " has no addresses: give one\n");
                return Weave.FAILED;
            }
        }
        for (String address : addresses) {
            Reply reply = client.add(container, names.hostname, address);
            if (!reply.isSuccess()) {
                return weave.print(reply);
            }
        }
        for (String record : records) {
            Reply reply = client.addRecord(container, names.hostname, record);
            if (!reply.isSuccess()) {
                return weave.print(reply);
            }
        }
        return Weave.OK;
    }
}
