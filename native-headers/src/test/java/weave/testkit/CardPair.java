package weave.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The two network cards of the kernel lab, which a cable joins, plugged into a host each until this
 * is closed. One test has them at a time. Their driver runs XDP programs itself and has real rings.
 */
public final class CardPair implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Of a test that failed before it could close them. */
    private static CardPair forgotten;

    private final List<NetworkNamespace> hosts;
    private final String name;

    /** Moves one to each host, where it has this name, no address, and is down. */
    public static CardPair plug(NetworkNamespace left, NetworkNamespace right, String name) {
        if (forgotten != null) {
            forgotten.close();
        }
        run("modprobe", "virtio_net");
        Await.until("two cards", LONG, () -> cards().size() == 2);
        CardPair pair = new CardPair(List.of(left, right), name);
        forgotten = pair;
        List<String> cards = cards();
        for (NetworkNamespace host : pair.hosts) {
            String card = cards.get(pair.hosts.indexOf(host));
            run("ip", "link", "set", card, "netns", host.name(), "name", name);
        }
        return pair;
    }

    private CardPair(List<NetworkNamespace> hosts, String name) {
        this.hosts = hosts;
        this.name = name;
    }

    /** Those that nobody has at the moment. */
    private static List<String> cards() {
        try (Stream<Path> links = Files.list(Path.of("/sys/class/net"))) {
            return links.filter(link -> Files.exists(link.resolve("device")))
                    .map(link -> link.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.onExit().join().exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes them back. What is left in a host that is gone by now, the kernel itself takes back,
     * some time after the last process there has ended.
     */
    @Override
    public void close() {
        forgotten = null;
        for (NetworkNamespace host : hosts) {
            String free = "card" + hosts.indexOf(host);
            host.run("ip", "link", "set", name, "netns", "1", "name", free);
        }
    }
}
