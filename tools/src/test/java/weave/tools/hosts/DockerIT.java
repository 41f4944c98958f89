package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** Containers of a real Docker. */
@Privileged
class DockerIT {
    /** Much less than for one that may come back. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @RegisterExtension final Lab lab = new Lab();

    @Test
    void shouldAttachDockersContainersByIdAndName() throws Exception {
        Host host = lab.host("one");
        try (Docker docker = new Docker(host)) {
            host.start("--docker-api=" + docker.endpoint());
            Box box = new Box(lab, "box");
            host.weave("attach", "10.2.0.1/16", box.name()).orFail();
            String web = docker.sleeper("web", "--hostname=a1.weave.local");
            String data = docker.sleeper("data");

            assertEquals(
                    "10.2.0.2\n",
                    host.weave("attach", "--rewrite-hosts", "10.2.0.2/16", "web").orFail());
            assertEquals(
                    "10.2.0.3\n",
                    host.weave("attach", "10.2.0.3/16", data.substring(0, 12)).orFail());
            box.awaitReaches("10.2.0.2");
            box.awaitReaches("10.2.0.3");
            String hosts = docker.docker("exec", "web", "busybox", "cat", "/etc/hosts").orFail();
            assertTrue(hosts.contains("10.2.0.2\ta1.weave.local a1\n"), hosts);

            String line = host.weave("ps", "web").orFail();
            assertTrue(line.startsWith(web.substring(0, 12) + " "), line);
            assertTrue(line.endsWith(" 10.2.0.2/16\n"), line);
            String pid = docker.docker("inspect", "-f", "{{.State.Pid}}", "web").orFail().strip();
            assertEquals(line, host.weave("ps", pid).orFail());
            assertTrue(host.weave("ps").orFail().contains(line));

            assertEquals("10.2.0.2\n", host.weave("detach", web).orFail());
            assertEquals("", host.weave("ps", "web").orFail());

            docker.docker("stop", "-t", "0", "data").orFail();
            refused(host, "is not running", "attach", "10.2.0.3/16", "data");
            refused(host, "no such container", "attach", "10.2.0.3/16", "nobody");
            docker.sleeper("hosts", "--net=host");
            refused(host, "weave expose", "attach", "10.2.0.4/16", "hosts");
            refused(host, "rewrite-hosts", "attach", "--rewrite-hosts", "10.2.0.4/16", box.name());
        }
    }

    /**
     * A container that is removed gives its addresses back at once, one that stops after a while.
     */
    @Test
    void shouldTakeAddressesBackFromContainersThatEnd() throws Exception {
        Host host = lab.host("one");
        try (Docker docker = new Docker(host)) {
            host.start("--docker-api=" + docker.endpoint());
            String stays = docker.sleeper("stays");
            String removed = docker.sleeper("removed");
            String missed = docker.sleeper("missed");
            String address = host.weave("attach", "stays").orFail().strip();
            host.weave("attach", "removed").orFail();
            // Scripts that attach by themselves ask for an address only.
            host.http("POST", "/ip/" + missed + "?check-alive=true", "");
            Await.until(
                    () -> "all have addresses: " + host.get("/ip"),
                    Host.SOON,
                    () -> host.get("/ip").contains(removed) && host.get("/ip").contains(missed));
            assertTrue(host.get("/report").contains("\"" + stays + "\""), host.get("/report"));

            docker.docker("restart", "-t", "0", "stays").orFail();
            assertEquals(address + "/12", host.get("/ip/" + stays), "kept for whoever comes back");
            assertEquals(address + "\n", host.weave("attach", "stays").orFail());

            docker.docker("rm", "-f", "removed").orFail();
            Await.until(
                    () -> "the address is free again: " + host.get("/ip"),
                    AT_ONCE,
                    () -> !host.get("/ip").contains(removed));
            assertFalse(host.get("/report").contains("\"" + removed + "\""), host.get("/report"));
            assertEquals(
                    "cancelled",
                    host.http("POST", "/ip/" + removed + "?check-alive=true", "").body());
            assertFalse(host.get("/ip").contains(removed), host.get("/ip"));

            host.kill();
            docker.docker("rm", "-f", "missed").orFail();
            host.start("--docker-api=" + docker.endpoint());
            Await.until(
                    () -> "its address is free again, too: " + host.get("/ip"),
                    Host.SOON,
                    () -> !host.get("/ip").contains(missed));
            assertEquals(address + "/12", host.get("/ip/" + stays));
        }
    }

    private static void refused(Host host, String reason, String... command) {
        NetworkNamespace.Result result = host.weave(command);
        assertTrue(result.exit() != 0, result.stdout());
        assertEquals(1, result.stderr().strip().lines().count(), result.stderr());
        assertTrue(result.stderr().contains(reason), result.stderr());
    }
}
