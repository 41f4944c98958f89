package weave.tools.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import weave.testkit.NetworkNamespace;

/**
 * Traffic of which nothing may be lost. A machine whose processors are busy may drop some of it
 * before our programs see it, because a queue of the kernel's was full; the kernel counts that, and
 * then the whole is tried again. What is lost and was not counted there is lost by us.
 */
final class Lossless {
    private static final int ATTEMPTS_MAX = 3;
    // The second number of each processor's line, which is hexadecimal.
    private static final int BACKLOG_DROPPED = 1;
    // Behind the colon, see proc_net(5): eight of receiving, then bytes, packets, errs and drop.
    private static final int TRANSMIT_DROPPED = 11;
    private static final String UDP_FULL = "RcvbufErrors";

    private Lossless() {}

    /** What throws {@link LostFrames} if some are. */
    interface Attempt {
        void run() throws Exception;
    }

    /**
     * Runs it, at most three times: again only when it has lost frames while queues were full
     * somewhere in the lab.
     */
    static void run(Lab lab, Attempt attempt) throws Exception {
        for (int number = 1; ; number++) {
            long before = overflows(lab.namespaces());
            try {
                attempt.run();
                return;
            } catch (LostFrames lost) {
                long dropped = overflows(lab.namespaces()) - before;
                if (dropped == 0 || number == ATTEMPTS_MAX) {
                    throw lost;
                }
                System.out.printf(
                        "attempt %d: %s; %d dropped by queues of the kernel's%n",
                        number, lost.getMessage(), dropped);
            }
        }
    }

    /** How much was dropped so far where a queue was full: by processors, links and sockets. */
    private static long overflows(List<NetworkNamespace> namespaces) throws Exception {
        long dropped = 0;
        for (String line : Files.readAllLines(Path.of("/proc/net/softnet_stat"))) {
            dropped += Long.parseLong(line.strip().split(" +")[BACKLOG_DROPPED], 16);
        }
        for (NetworkNamespace namespace : namespaces) {
            dropped += namespace.call(() -> ofLinks() + ofSockets());
        }
        return dropped;
    }

    private static long ofLinks() {
        return lines("dev")
                .filter(line -> line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip().split(" +"))
                .mapToLong(numbers -> Long.parseLong(numbers[TRANSMIT_DROPPED]))
                .sum();
    }

    private static long ofSockets() {
        long ipv6 =
                lines("snmp6")
                        .map(line -> line.split("\\s+"))
                        .filter(words -> words[0].equals("Udp6" + UDP_FULL))
                        .mapToLong(words -> Long.parseLong(words[1]))
                        .sum();
        // A line of names and then one of numbers.
        List<List<String>> udp = new ArrayList<>();
        lines("snmp")
                .filter(line -> line.startsWith("Udp:"))
                .forEach(line -> udp.add(List.of(line.split(" "))));
        return ipv6 + Long.parseLong(udp.get(1).get(udp.get(0).indexOf(UDP_FULL)));
    }

    /** Of what the kernel tells of the network namespace that the calling thread is in. */
    private static Stream<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of("/proc/thread-self/net", file)).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
