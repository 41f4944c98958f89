package weave.bench.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import weave.bench.lab.Namespace;

/** dnsmasq, the names in a file of hosts, as its manual has it for many. */
public final class Dnsmasq implements Server {
    @Override
    public String name() {
        return "dnsmasq";
    }

    @Override
    public List<String> programs() {
        return List.of("dnsmasq");
    }

    @Override
    public List<String> versionCommand() {
        return List.of("dnsmasq", "--version");
    }

    @Override
    public Process start(Namespace host, Names names, int port, Path folder) {
        Path hosts = folder.resolve("hosts");
        try {
            Files.writeString(
                    hosts,
                    IntStream.range(0, names.count())
                            .mapToObj(i -> names.address(i) + " " + names.name(i) + "\n")
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return host.start(
                folder.resolve("dnsmasq.log"),
                "dnsmasq",
                "--keep-in-foreground",
                "--user=root",
                "--pid-file=",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--addn-hosts=" + hosts,
                "--local=/" + Names.DOMAIN + "/",
                "--local-ttl=1",
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--port=" + port);
    }
}
