package weave.tools.hosts;

import java.util.ArrayList;
import java.util.List;
import weave.testkit.NetworkNamespace;

/** Asks a DNS server as an operator does. */
final class Dig {
    private Dig() {}

    /** The lines that are not blank; every answer is one with {@code +short}. */
    static List<String> at(NetworkNamespace from, String server, String... query) {
        List<String> command = new ArrayList<>(List.of("dig", "@" + server, "+time=3", "+tries=3"));
        command.addAll(List.of(query));
        NetworkNamespace.Result result = from.run(command.toArray(String[]::new));
        return result.stdout().lines().filter(line -> !line.isBlank()).toList();
    }

    /** The daemon of a host, asked on that host. */
    static List<String> on(Host host, String... query) {
        return at(host.namespace(), "127.0.0.1", query);
    }

    /** {@code NOERROR}, {@code NXDOMAIN} … of an answer in full. */
    static String status(List<String> answer) {
        return answer.stream()
                .filter(line -> line.contains("status: "))
                .map(line -> line.replaceFirst(".*status: (\\w+).*", "$1"))
                .findFirst()
                .orElse("none");
    }
}
