package weave.tools.weave;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import weave.gossip.dns.DnsName;
import weave.gossip.dns.Nameserver;
import weave.gossip.dns.RecordData;
import weave.gossip.dns.RecordType;
import weave.tools.client.NameClient;

/** What {@code dns-add} and {@code dns-remove} are given: addresses, a container, a name, more. */
final class NameArguments {
    @Parameters(
            arity = "0..*",
            paramLabel = "<ip>... [<container>]",
            description =
                    "Addresses, IPv4 or IPv6, and the container they belong to. Without an address,"
                            + " those of the container.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = {"-h", "--hostname"},
            paramLabel = "<fqdn>",
            description = "The name, such as db.weave.local.")
    String hostname;

    @Option(
            names = "--cname",
            paramLabel = "<name>",
            description = "Instead of an address: what the name is another name of.")
    private List<String> aliases = new ArrayList<>();

    @Option(
            names = "--srv",
            paramLabel = "<port>:<name>[:<priority>[:<weight>]]",
            description = "Instead of an address: where the service of the name is to be had.")
    private List<String> services = new ArrayList<>();

    /** The container's id; what stands for none if there is none. */
    String container(NameClient client) throws IOException {
        return hasContainer() ? client.ident(arguments.getLast()) : Nameserver.EXTERNAL;
    }

    boolean hasContainer() {
        return !arguments.isEmpty() && RecordData.address(arguments.getLast()).isEmpty();
    }

    /**
     * The addresses that were given.
     *
     * @throws ParameterException if something else stands between them
     */
    List<String> addresses(CommandSpec spec) {
        List<String> addresses = arguments.subList(0, arguments.size() - (hasContainer() ? 1 : 0));
        for (String address : addresses) {
            if (RecordData.address(address).isEmpty()) {
                throw wrong(spec, "\"" + address + "\": want an IP address");
            }
        }
        return addresses;
    }

    /** The other records that were given, as the daemon reads them. */
    List<String> records(CommandSpec spec) {
        List<String> records = new ArrayList<>();
        for (String alias : aliases) {
            if (RecordData.parse(RecordType.CNAME, alias).isEmpty()) {
                throw wrong(spec, "--cname: \"" + alias + "\": want a name like db.example.com");
            }
            records.add("CNAME " + alias);
        }
        for (String service : services) {
            records.add("SRV " + service(spec, service));
        }
        return records;
    }

    private static String service(CommandSpec spec, String given) {
        String[] parts = given.split(":", -1);
        if (parts.length >= 2 && parts.length <= 4) {
            String priority = parts.length > 2 ? parts[2] : "0";
            String weight = parts.length > 3 ? parts[3] : "0";
            String text = String.join(" ", priority, weight, parts[0], parts[1]);
            if (RecordData.parse(RecordType.SRV, text).isPresent()) {
                return text;
            }
        }
        throw wrong(
                spec,
                "--srv: \""
                        + given
                        + "\": want <port>:<name>[:<priority>[:<weight>]], like"
                        + " 5432:db1.weave.local:10:5");
    }

    /**
     * The daemon ignores names of other domains: here somebody would wonder.
     *
     * @throws ParameterException if the name is not below the daemon's domain
     */
    void checkHostname(CommandSpec spec, NameClient client) throws IOException {
        String domain = client.domain().body();
        boolean isName = DnsName.wire(hostname).isPresent() && !hostname.isEmpty();
        if (!isName || !DnsName.isWithin(domain, DnsName.qualified(hostname))) {
            String label = hostname.split("\\.", 2)[0].toLowerCase(Locale.ROOT);
            String example = label.isEmpty() ? "db" : label;
            throw wrong(
                    spec, "-h: \"" + hostname + "\": want a name like " + example + "." + domain);
        }
    }

    static ParameterException wrong(CommandSpec spec, String reason) {
        return new ParameterException(spec.commandLine(), spec.name() + ": " + reason);
    }
}
