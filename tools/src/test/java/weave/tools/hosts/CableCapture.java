package weave.tools.hosts;

import java.nio.file.Path;
import weave.testkit.Await;

/** ESP and VXLAN on a host's cable, from now until its namespace goes. */
final class CableCapture {
    static final int VXLAN_PORT = 6784;

    private final Host host;
    private final Path file;

    private CableCapture(Host host, Path file) {
        this.host = host;
        this.file = file;
    }

    /** Returns when it is at work. */
    static CableCapture start(Host host, String cable) {
        Path file = host.folder().resolve("capture.pcap");
        Path log = host.folder().resolve("capture.log");
        String filter = "esp or udp port " + VXLAN_PORT;
        host.namespace()
                .start(
                        log,
                        "tcpdump",
                        "-i",
                        cable,
                        "-U",
                        "--immediate-mode",
                        "-Z",
                        "root",
                        "-w",
                        file.toString(),
                        filter);
        CableCapture capture = new CableCapture(host, file);
        Await.until("the capture begins", Host.SOON, () -> file.toFile().length() > 0);
        return capture;
    }

    /** Waits until so many packets in ESP have been seen. */
    void awaitEsp(int count) {
        Await.until("there is ESP on the cable", Host.SOON, () -> count("esp") >= count);
    }

    /**
     * Waits until so many packets of VXLAN without ESP that match a filter, too, have been seen.
     */
    void awaitInClear(int count, String filter) {
        Await.until(
                () -> count + " in clear of " + filter + ": " + inClear(filter),
                Host.SOON,
                () -> inClear(filter) >= count);
    }

    /** How many packets of VXLAN without ESP there were that match a filter, too. */
    long inClear(String filter) {
        return count("udp port " + VXLAN_PORT + " and " + filter);
    }

    private long count(String filter) {
        return host.namespace()
                .run("tcpdump", "-n", "-r", file.toString(), filter)
                .stdout()
                .lines()
                .count();
    }
}
