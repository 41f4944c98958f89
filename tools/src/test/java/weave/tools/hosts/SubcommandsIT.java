package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/**
 * Every subcommand, run by the launcher of the distribution against a daemon: each must find all
 * the classes and permissions that it needs there.
 */
@Privileged
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubcommandsIT {
    private static final String PASSWORD = "swordfish-and-chips";
    private static final Pattern LISTED = Pattern.compile("(?m)^  ([a-z][a-z-]*) ");

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;
    private Host three;
    private Box box;

    @BeforeAll
    void startHosts() {
        one = lab.host("one");
        two = lab.host("two");
        three = lab.host("three");
        lab.network(Lab.ETHERNET_MTU, one, two, three);
        box = new Box(lab, "box");
        one.with("WEAVE_PASSWORD", PASSWORD).start("--dns-listen-address=127.0.0.1:53");
        two.start("--password=" + PASSWORD, Lab.address(0, 1));
        one.awaitConnectedTo(two);
        Await.until(
                "two answers", Host.SOON, () -> one.weave("ping", "two", "-c", "1").exit() == 0);
    }

    @Test
    void shouldRunEachOfThem() {
        Map<String, String> arguments = arguments();
        arguments.forEach((command, rest) -> assertRuns(one, command, rest));
        // On a host of their own, for whoever asks this one's daemon next.
        Map<String, String> background = backgroundArguments();
        background.forEach((command, rest) -> assertRuns(three, command, rest));
        arguments.putAll(background);
        assertEquals(1, one.weave("rmpeer", "02:00:5e:00:53:99").exit(), "nobody knows it");
        arguments.put("rmpeer", "");
        // Whoever adds a command adds it here, too.
        String commands = one.weave("--help").orFail().replaceFirst("(?s).*\nCommands:\n", "");
        TreeSet<String> listed = new TreeSet<>();
        Matcher matcher = LISTED.matcher(commands.replaceFirst("(?s)\nExamples:.*", ""));
        while (matcher.find()) {
            listed.add(matcher.group(1));
        }
        assertEquals(new TreeSet<>(arguments.keySet()), listed);
    }

    @Test
    void shouldPackABugreportWithoutThePassword() throws Exception {
        Path file = lab.folder().resolve("bug.tar.gz");
        two.weave("bugreport", "-o", file.toString()).orFail();
        Path unpacked = Files.createDirectory(lab.folder().resolve("bug"));
        one.namespace().run("tar", "-xzf", file.toString(), "-C", unpacked.toString()).orFail();
        try (var files = Files.walk(unpacked)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                assertTrue(!Files.readString(each).contains(PASSWORD), each.toString());
            }
        }
        Path root = unpacked.resolve("weave-bugreport");
        assertTrue(Files.readString(root.resolve("daemon/report.json")).contains("\"Router\""));
        assertTrue(Files.readString(root.resolve("daemon/metrics")).contains("weave_connections"));
        assertTrue(Files.readString(root.resolve("check")).contains("kernel"));
        assertTrue(Files.readString(root.resolve("host/ip-link")).contains("weave"));
    }

    private static void assertRuns(Host host, String command, String arguments) {
        String line = (command + " " + arguments).strip();
        NetworkNamespace.Result result = host.weave(line.split(" "));
        assertEquals(0, result.exit(), line + ": " + result.stderr() + result.stdout());
        assertTrue(!result.stderr().contains("WARNING"), line + ": " + result.stderr());
    }

    private Map<String, String> backgroundArguments() {
        String files = three.folder().resolve("launched").toString();
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put(
                "launch",
                "--log="
                        + files
                        + ".log --db-prefix="
                        + files
                        + " --ipalloc-range= --name="
                        + three.peerName());
        arguments.put("stop", "");
        arguments.put("reset", "--force --db-prefix=" + files);
        return arguments;
    }

    private Map<String, String> arguments() {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("prime", "");
        arguments.put("attach", "10.32.99.1/12 " + box.name());
        arguments.put("expose", "10.32.99.2/12");
        arguments.put("ps", "");
        arguments.put("hide", "10.32.99.2/12");
        arguments.put("detach", box.name());
        arguments.put("ipam", "check");
        arguments.put("dns-add", "10.32.99.3 -h db.weave.local");
        arguments.put("dns-lookup", "db");
        arguments.put("dns-args", "");
        arguments.put("dns-remove", "10.32.99.3 -h db.weave.local");
        arguments.put("status", "connections");
        arguments.put("report", "-f {{.Router.Name}}");
        arguments.put("connect", "192.0.2.7");
        arguments.put("forget", "192.0.2.7");
        arguments.put("check", "");
        arguments.put("ping", "two -c 2 -i 0.1");
        arguments.put("trace", "one two");
        arguments.put("top", "--count 1 --db-prefix " + one.folder().resolve("weave"));
        arguments.put("bugreport", "-o " + lab.folder().resolve("each.tar.gz"));
        arguments.put("completion", "bash");
        arguments.put("version", "");
        arguments.put("help", "");
        return arguments;
    }
}
