package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** What the launchers of the distribution answer to what nobody should have typed. */
@Privileged
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineIT {
    @RegisterExtension final Lab lab = new Lab();

    private Host host;

    @BeforeAll
    void startHost() {
        host = lab.host("alone");
        host.start();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--no-such-flag",
                "--port=70000",
                "--port=many",
                "--name=nobody",
                "--mtu=12",
                "--conn-limit=-1",
                "--trusted-subnets=10.0.0.0/40",
                "--min-protocol-version=3",
                "--log-level=loud",
                "--http-addr=nowhere",
                "--interface=a-name-that-is-too-long",
                "--peers=host:port:what",
            })
    void shouldRefuseABadFlagInOneLine(String flag) {
        refused(host.namespace().run(Host.DIST.resolve("bin/weaved").toString(), flag), flag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-command", "status nothing", "connect", "forget"})
    void shouldRefuseABadCommandInOneLine(String arguments) {
        NetworkNamespace.Result result = host.weave(arguments.split(" "));
        assertTrue(result.exit() != 0, arguments);
        assertEquals(1, result.stderr().strip().lines().count(), result.stderr());
    }

    @Test
    void shouldSayHowToUseIt() {
        String weaved = Host.DIST.resolve("bin/weaved").toString();
        assertTrue(host.namespace().run(weaved, "--help").orFail().contains("--peers"));
        assertTrue(host.namespace().run(weaved, "--version").orFail().contains("."));
        assertTrue(host.weave("--help").orFail().contains("status"));
        assertTrue(host.weave("version").orFail().contains("weave"));
        assertTrue(
                host.namespace()
                        .run(weaved, "--print-peer-name", "--name=" + host.peerName())
                        .orFail()
                        .contains(host.peerName()));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /connect, peer=nobody:a:b, 400",
        "POST, /connect, peer=, 400",
        "GET, /nothing, '', 404",
        "DELETE, /status, '', 405"
    })
    void shouldRefuseABadRequest(String method, String path, String form, int code) {
        HttpAnswer answer = host.http(method, path, form == null ? "" : form);
        assertEquals(code, answer.code(), answer.body());
        assertEquals(1, answer.body().strip().lines().count(), answer.body());
    }

    private static void refused(NetworkNamespace.Result result, String what) {
        assertEquals(2, result.exit(), what + ": " + result.stdout() + result.stderr());
        assertEquals(1, result.stderr().strip().lines().count(), result.stderr());
        assertEquals("", result.stdout());
    }
}
