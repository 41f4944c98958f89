package weave.tools.hosts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** One password for all hosts, given in either way, and hosts that trust the network between. */
@Privileged
class EncryptionIT {
    private static final String PASSWORD = "wfvAwt7sj-and-some-more";

    private static final String OPEN = "SAIDOPENLY";

    @RegisterExtension final Lab lab = Lab.sleeve();

    private Host one;
    private Host two;
    private Host three;

    @BeforeEach
    void makeHosts() {
        one = lab.host("one");
        two = lab.host("two");
        three = lab.host("three");
        lab.network(Lab.ETHERNET_MTU, one, two, three);
    }

    /** Of three hosts, two trust each other, and the third one trusts whom nobody asks. */
    @Test
    void shouldEncryptUnlessBothEndsTrustEachOther() throws Exception {
        one.start("--password=" + PASSWORD, "--trusted-subnets=" + two.address() + "/32");
        two.with("WEAVE_PASSWORD", PASSWORD)
                .start("--trusted-subnets=" + one.address() + "/32", one.address());
        three.with("WEAVE_PASSWORD", PASSWORD)
                .start("--trusted-subnets=" + one.address() + "/32", one.address());
        one.awaitConnectedTo(two, three);
        two.awaitConnectedTo(three);
        assertTrue(one.weave("status").orFail().contains("Encryption: enabled"));
        assertEquals("unencrypted", word(one, two));
        assertEquals("unencrypted", word(two, one));
        assertEquals("encrypted", word(one, three));
        assertEquals("encrypted", word(three, one));
        assertEquals("encrypted", word(two, three));
        String metrics = one.get("/metrics");
        for (String encryption : new String[] {"yes", ""}) {
            String series =
                    "weave_connections{encryption=\""
                            + encryption
                            + "\",state=\"established\",type=\"sleeve\"} 1";
            assertTrue(metrics.contains(series), metrics);
        }

        Box asking = new Box(lab, "asking");
        Box trusted = new Box(lab, "trusted");
        Box other = new Box(lab, "other");
        one.weave("attach", asking.name()).orFail();
        String near = two.weave("attach", trusted.name()).orFail().strip();
        String far = three.weave("attach", other.name()).orFail().strip();
        asking.awaitReaches(near);
        asking.awaitReaches(far);
        String seen =
                listenWhile(() -> {
                    say(asking, "SAIDOPENLY", near);
                    say(asking, "WHISPERED!", far);
                });
        assertTrue(seen.contains("SAIDOPENLY"), seen);
        assertFalse(seen.contains("WHISPERED!"), "what was for a host nobody trusts is in clear");
    }

    @Test
    void shouldKeepOutWhoHasNoPasswordAndSayWhy() {
        one.start("--password=" + PASSWORD);
        three.start("--peers=" + one.address());
        three.awaitConnection("failed|retrying", "(?i)password", Host.SOON);
        one.awaitLog("(?i)password specified", Host.SOON);
        assertTrue(three.weave("status").orFail().contains("Encryption: disabled"));

        three.terminate();
        three.with("WEAVE_PASSWORD", PASSWORD).start("--peers=" + one.address());
        three.awaitConnectedTo(one);
        assertEquals("encrypted", word(three, one));
        assertEquals("encrypted", word(one, three));
    }

    /** The first word behind the state of the connection with a host. */
    private static String word(Host from, Host with) {
        return from.connections().stream()
                .filter(line -> line.state().equals("established") && line.names(with))
                .map(line -> line.info().split(" ")[0])
                .findFirst()
                .orElse("none");
    }

    /** An echo request that is full of a text. */
    private static void say(Box from, String text, String to) {
        String pattern = HexFormat.of().formatHex(text.getBytes(ISO_8859_1));
        from.namespace().run("ping", "-n", "-c", "3", "-i", "0.2", "-p", pattern, to).orFail();
    }

    /** What is to be read on the cable of the first host meanwhile. */
    private String listenWhile(Runnable talk) throws IOException, InterruptedException {
        Path seen = lab.folder().resolve("seen");
        Process ear =
                one.namespace()
                        .start(seen, "tcpdump", "-l", "-n", "-A", "-i", "port1", "udp port 6783");
        try {
            Await.until("it listens", Host.SOON, () -> read(seen).contains("listening on"));
            talk.run();
            Await.until("what is said last is seen", Host.SOON, () -> read(seen).contains(OPEN));
        } finally {
            ear.destroy();
            ear.waitFor();
        }
        return read(seen);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
