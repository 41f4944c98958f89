package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Alone;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace.Result;
import weave.testkit.Privileged;

/** The tuning flags of a running daemon, looked at from outside: in proc(5), ss(8) and status. */
@Alone
@Privileged
class TuningIT {
    // Two blocks of 16 slots and one of 4 MB begin a page each; some are to spare.
    private static final int HUGE_PAGES = 6;
    private static final int HUGE_KIB_MIN = 6 * 1024;
    private static final int LAST_CPU = Runtime.getRuntime().availableProcessors() - 1;

    @RegisterExtension final Lab lab = Lab.sleeve();

    @Test
    void shouldDoWhatEveryFlagSays() throws IOException {
        try (HugePages _ = HugePages.free(HUGE_PAGES)) {
            assertDoesWhatEveryFlagSays();
        }
    }

    private void assertDoesWhatEveryFlagSays() throws IOException {
        Host one = lab.host("one");
        Host two = lab.host("two");
        lab.network(Lab.ETHERNET_MTU, one, two);
        one.start(
                "--queues=1",
                "--batch=16",
                "--idle=yield",
                "--threads=dedicated",
                "--cpus=" + (LAST_CPU == 0 ? "0" : LAST_CPU + ",0"),
                "--huge-pages",
                "--busy-poll=25",
                "--socket-buffers=16777216",
                "--offloads=off");
        two.start("--peers=" + one.address());
        one.awaitConnectedTo(two);

        String page = one.weave("status", "dataplane").orFail();
        assertTrue(page.contains("Batch: 16 captured, 16 received\n"), page);
        assertTrue(page.contains("Idle: yield\n"), page);
        assertTrue(page.contains("Threads: dedicated\n"), page);
        String cpus = "weave-egress: " + LAST_CPU + "; weave-ingress: 0";
        assertTrue(page.contains("CPUs: " + cpus + "\n"), page);
        assertTrue(page.contains("Pages: huge\n"), page);
        assertTrue(page.contains("BusyPoll: 25 us\n"), page);
        assertTrue(page.contains("SocketBuffers: 16777216 to receive, 16777216 to send\n"), page);
        assertTrue(page.contains("Offloads: off\n"), page);
        assertTrue(one.get("/report").contains("\"Offloads\""), "in the report, too");

        Map<String, String> processors = processorsByThread(one.pid());
        assertEquals(Integer.toString(LAST_CPU), processors.get("weave-egress"), page);
        assertEquals("0", processors.get("weave-ingress"));
        assertTrue(hugeKib(one.pid()) >= HUGE_KIB_MIN, page);
        Result sockets = one.namespace().run("ss", "-uamn", "sport = " + Host.OVERLAY_PORT);
        assertTrue(sockets.orFail().contains("rb33554432"), sockets.stdout());
        assertTrue(sockets.stdout().contains("tb33554432"), sockets.stdout());
        assertTraffic(one, two);
    }

    private void assertTraffic(Host one, Host two) {
        Container left = lab.container(one);
        Container right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
    }

    @Test
    void shouldSayItInOneLineWhenThereAreNoSuchPages() throws IOException {
        Host one = lab.host("one");
        one.start("--huge-pages");
        boolean transparent =
                !Files.readString(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"))
                        .contains("[never]");
        String page = one.weave("status", "dataplane").orFail();
        assumeFalse(page.contains("Pages: huge"), "huge pages are reserved on this machine");
        one.awaitLog("--huge-pages: not enough pages of 2 MB are reserved", Host.SOON);
        one.awaitLogCount("--huge-pages: not enough", 1, Host.SOON);
        assertTrue(page.contains(transparent ? "Pages: transparent" : "Pages: small"), page);
        assertFalse(page.contains("huge"), page);
        if (transparent) {
            // Whether it has any to give is the kernel's affair, and takes a moment.
            assertTrue(advisedKib(one.pid()) >= HUGE_KIB_MIN, page);
        }
    }

    @Test
    void shouldEndWith2WhenAProcessorDoesNotExist() {
        Host one = lab.host("one");
        one.launch("--cpus=1000");
        one.awaitExit();
        assertEquals(2, one.exitStatus());
        Await.until(
                "the reason",
                Host.SOON,
                () -> one.log().getLast().startsWith("weaved: --cpus: processor 1000 does not"));
    }

    private static Map<String, String> processorsByThread(long pid) throws IOException {
        Map<String, String> processors = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                String name = Files.readString(task.resolve("comm")).strip();
                processors.put(name, field(task.resolve("status"), "Cpus_allowed_list"));
            }
        }
        return processors;
    }

    private static String field(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.split("\\s+")[1])
                .findFirst()
                .orElseThrow();
    }

    /** Memory of its own that lies in pages reserved for that. */
    private static long hugeKib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                .filter(line -> line.startsWith("Private_Hugetlb:"))
                .mapToLong(TuningIT::kib)
                .sum();
    }

    /** Memory for which the kernel was asked for transparent huge pages. */
    private static long advisedKib(long pid) throws IOException {
        long advised = 0;
        long size = 0;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
            if (line.startsWith("Size:")) {
                size = kib(line);
            } else if (line.startsWith("VmFlags:") && line.contains(" hg")) {
                advised += size;
            }
        }
        return advised;
    }

    private static long kib(String line) {
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
