package weave.core.dataplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import weave.core.frame.PageKind;
import weave.core.tuning.IdleMode;
import weave.core.tuning.Tuning;
import weave.core.udp.SocketOptions;
import weave.linux.Errno;

/**
 * What has become of the {@link Tuning}: what is in force, for pages, and what the kernel lacks for
 * it, for the log.
 */
final class TuningOutcome {
    private static final Path TRANSPARENT = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    private static final Path POLL_BUSILY = Path.of("/proc/sys/net/core/busy_poll");

    private final Tuning tuning;
    private final SocketOptions socket;
    private final PageKind pages;
    private final boolean segmentsUdp;
    private final Map<String, String> threads = new LinkedHashMap<>();
    private volatile int lateSegmentErrno;

    /**
     * @param pages what the memory of frames lies in
     * @param segmentsUdp whether the local port takes UDP super-frames
     */
    TuningOutcome(Tuning tuning, SocketOptions socket, PageKind pages, boolean segmentsUdp) {
        this.tuning = tuning;
        this.socket = socket;
        boolean none = pages == PageKind.TRANSPARENT && read(TRANSPARENT).contains("[never]");
        this.pages = none ? PageKind.SMALL : pages;
        this.segmentsUdp = segmentsUdp;
    }

    /** A thread with the processors that it is bound to; none for any. Before the threads start. */
    void addThread(String name, List<Integer> cpus) {
        threads.put(name, cpus.isEmpty() ? "any" : commaSeparated(cpus));
    }

    /** A device has turned out not to let the kernel cut messages; any thread. */
    void cutsNothing(int errno) {
        lateSegmentErrno = errno;
    }

    /** What is in force, by name. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(
                "Batch",
                tuning.captureBatch() + " captured, " + tuning.receiveBatch() + " received");
        settings.put("Queues", Integer.toString(tuning.queues()));
        settings.put("Idle", lowerCase(tuning.idle()));
        settings.put("Threads", lowerCase(tuning.threads()));
        List<String> bound = new ArrayList<>();
        threads.forEach((name, cpus) -> bound.add(name + ": " + cpus));
        settings.put("CPUs", String.join("; ", bound));
        settings.put("Pages", lowerCase(pages));
        settings.put("BusyPoll", busyPoll());
        settings.put(
                "SocketBuffers",
                socket.receiveBufferLength()
                        + " to receive, "
                        + socket.sendBufferLength()
                        + " to send");
        settings.put("Offloads", offloads());
        settings.put("ArpAnswers", tuning.answersArp() ? "on" : "off");
        return Collections.unmodifiableMap(settings);
    }

    private String busyPoll() {
        if (tuning.busyPollMicros() == 0) {
            return "off";
        }
        return socket.busyPollErrno() == 0
                ? tuning.busyPollMicros() + " us"
                : "refused: " + Errno.describe(socket.busyPollErrno());
    }

    private String offloads() {
        if (!tuning.offloads()) {
            return "off";
        }
        List<String> used = new ArrayList<>(List.of("checksum", "TSO"));
        if (segmentsUdp) {
            used.add("USO");
        }
        if (socket.segmentErrno() == 0 && lateSegmentErrno == 0) {
            used.add("UDP_SEGMENT");
        }
        if (socket.joinErrno() == 0) {
            used.add("UDP_GRO");
        }
        return String.join(", ", used);
    }

    /** What was wanted and cannot be had, a line each; empty on a kernel of these days. */
    List<String> shortfalls() {
        List<String> lines = new ArrayList<>();
        addBuffers(lines);
        addPages(lines);
        addBusyPoll(lines);
        if (tuning.offloads()) {
            addOffloads(lines);
        }
        return lines;
    }

    private void addBuffers(List<String> lines) {
        int wanted = tuning.socketBufferLength();
        int got = Math.min(socket.receiveBufferLength(), socket.sendBufferLength());
        if (got < wanted) {
            lines.add(
                    "--socket-buffers: the kernel grants %d bytes of %d: without CAP_NET_ADMIN,"
                                    .formatted(got, wanted)
                            + " net.core.rmem_max and wmem_max are the limit");
        }
    }

    private void addPages(List<String> lines) {
        if (!tuning.hugePages() || pages == PageKind.HUGE) {
            return;
        }
        String reason = "--huge-pages: not enough pages of 2 MB are reserved (vm.nr_hugepages)";
        lines.add(
                pages == PageKind.TRANSPARENT
                        ? reason + "; transparent ones, as the kernel finds them"
                        : reason + ", and " + TRANSPARENT + " says never: small pages");
    }

    private void addBusyPoll(List<String> lines) {
        if (tuning.busyPollMicros() == 0) {
            return;
        }
        if (socket.busyPollErrno() != 0) {
            lines.add(
                    "--busy-poll: the kernel refuses it: "
                            + Errno.describe(socket.busyPollErrno()));
        } else if (tuning.idle() == IdleMode.BLOCK && read(POLL_BUSILY).strip().equals("0")) {
            lines.add(
                    "--busy-poll: net.core.busy_poll is 0, so the kernel looks into the network"
                            + " card when datagrams are fetched, not while the dataplane sleeps");
        }
    }

    private void addOffloads(List<String> lines) {
        if (!segmentsUdp) {
            lines.add("the TAP takes no UDP super-frames: Linux 6.2 or later does");
        }
        if (socket.segmentErrno() != 0) {
            lines.add(cutsNothingLine(socket.segmentErrno()));
        }
        if (socket.joinErrno() != 0) {
            lines.add(
                    "the kernel joins no datagrams (UDP_GRO): "
                            + Errno.describe(socket.joinErrno()));
        }
    }

    /** What the log says of it. */
    static String cutsNothingLine(int errno) {
        return "the kernel does not cut what is sent (UDP_SEGMENT), every datagram goes by itself: "
                + Errno.describe(errno);
    }

    private static String commaSeparated(List<Integer> numbers) {
        return String.join(",", numbers.stream().map(Object::toString).toList());
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
