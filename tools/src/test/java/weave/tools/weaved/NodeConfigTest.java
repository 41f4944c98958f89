package weave.tools.weaved;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weave.core.peer.PeerName;
import weave.gossip.dns.server.UpstreamServers;
import weave.gossip.ipam.IpamInit;

class NodeConfigTest {
    private static final Environment BARE = new Environment(Map.of(), "host1");

    @Test
    void shouldHaveTheOriginalsDefaultsWhenNothingIsGiven() {
        NodeConfig config = parse();
        assertEquals("weave", config.bridge());
        assertEquals(1376, config.mtu());
        assertNull(config.host());
        assertEquals(6783, config.port());
        assertNull(config.name());
        assertEquals("host1", config.nickname());
        assertNull(config.password());
        assertFalse(config.secretBoxesOnly());
        assertEquals(List.of(), config.trustedSubnets().texts());
        assertEquals(200, config.connectionLimit());
        assertTrue(config.discovery());
        assertEquals(1, config.minProtocolVersion());
        assertEquals("127.0.0.1:6784", config.httpAddress().toString());
        assertEquals("127.0.0.1:6782", config.statusAddress().toString());
        assertEquals("/var/lib/weave/weave", config.databasePrefix());
        assertEquals(Level.INFO, config.logLevel());
        assertEquals(List.of(), config.peers());
    }

    @Test
    void shouldTakeEveryFlag() {
        NodeConfig config =
                parse(
                        "--interface=w0",
                        "--mtu",
                        "9000",
                        "--host=10.0.0.5",
                        "--port=7000",
                        "--name=::1:2",
                        "--nickname=Jörg's host",
                        "--password=s3cret",
                        "--frame-cipher=secretbox",
                        "--trusted-subnets=10.0.0.0/8, fd00::/8",
                        "--conn-limit=0",
                        "--no-discovery",
                        "--min-protocol-version=2",
                        "--http-addr=",
                        "--status-addr=/run/weave.sock",
                        "--db-prefix=/tmp/x",
                        "--log-level=debug",
                        "--peers=a,b:7001",
                        "c",
                        "10.0.0.2:6783");
        assertEquals("w0", config.bridge());
        assertEquals(9000, config.mtu());
        assertEquals("10.0.0.5", config.host().getHostAddress());
        assertEquals(7000, config.port());
        assertEquals(PeerName.parse("00:00:00:00:01:02"), config.name());
        assertEquals("Jörg's host", config.nickname());
        assertArrayEquals("s3cret".getBytes(StandardCharsets.UTF_8), config.password());
        assertTrue(config.secretBoxesOnly());
        assertEquals(2, config.trustedSubnets().texts().size());
        assertEquals(0, config.connectionLimit());
        assertFalse(config.discovery());
        assertEquals(2, config.minProtocolVersion());
        assertEquals("off", config.httpAddress().toString());
        assertEquals("/run/weave.sock", config.statusAddress().toString());
        assertEquals("/tmp/x", config.databasePrefix());
        assertEquals(Level.DEBUG, config.logLevel());
        assertEquals(List.of("a", "b:7001", "c", "10.0.0.2:6783"), config.peers());
    }

    @Test
    void shouldTakeTheOriginalsOtherForms() {
        assertEquals("w1", parse("--weave-bridge", "w1").bridge());
        assertEquals(7000, parse("-port", "7000").port());
        assertEquals(1, parse("-password", "x").password().length);
        assertEquals(7001, parse("--port=7000", "--port=7001").port());
        assertTrue(parse("--no-discovery=false").discovery());
        assertFalse(parse("--no-discovery=true").discovery());
        assertEquals(List.of("10.0.0.1"), parse("--no-discovery", "10.0.0.1").peers());
        assertEquals(List.of("10.0.0.1"), parse("--no-discovery", "--", "10.0.0.1").peers());
    }

    @Test
    void shouldTakeTheEnvironmentWhereAFlagIsMissing() {
        Environment environment =
                new Environment(
                        Map.of(
                                "WEAVE_PASSWORD", "pw",
                                "CONN_LIMIT", "7",
                                "WEAVE_PORT", "7000",
                                "WEAVE_MTU", "1400"),
                        "host1");
        NodeConfig config = NodeConfig.of(Flags.parse().options(), environment);
        assertEquals(2, config.password().length);
        assertEquals(7, config.connectionLimit());
        assertEquals(7000, config.port());
        assertEquals(1400, config.mtu());

        Flags flags =
                Flags.parse("--password=other", "--conn-limit=8", "--port=7001", "--mtu=1401");
        config = NodeConfig.of(flags.options(), environment);
        assertEquals(5, config.password().length);
        assertEquals(8, config.connectionLimit());
        assertEquals(7001, config.port());
        assertEquals(1401, config.mtu());
    }

    @Test
    void shouldCountAnEmptyValueAsNone() {
        NodeConfig config =
                NodeConfig.of(
                        Flags.parse(
                                        "--password=",
                                        "--name=",
                                        "--host=",
                                        "--nickname=",
                                        "--peers=",
                                        "--mtu=",
                                        "--trusted-subnets=")
                                .options(),
                        new Environment(Map.of("WEAVE_PORT", "", "WEAVE_PASSWORD", ""), "host1"));
        assertNull(config.password());
        assertNull(config.name());
        assertNull(config.host());
        assertEquals("host1", config.nickname());
        assertEquals(List.of(), config.peers());
        assertEquals(1376, config.mtu());
        assertEquals(6783, config.port());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port=0          | --port: \"0\": want a number from 1 to 65535",
                "--port=65536      | --port: \"65536\": want a number from 1 to 65535",
                "--port=http       | --port: \"http\": want a number from 1 to 65535",
                "--port=-1         | --port: \"-1\": want a number from 1 to 65535",
                "--mtu=67          | --mtu: \"67\": want a number from 68 to 65521",
                "--mtu=65522       | --mtu: \"65522\": want a number from 68 to 65521",
                "--mtu=1.5         | --mtu: \"1.5\": want a number from 68 to 65521",
                "--conn-limit=-1   | --conn-limit: \"-1\": want a number, 0 or more",
                "--conn-limit=9999999999 | --conn-limit: \"9999999999\": want a number, 0 or more",
                "--min-protocol-version=3 | --min-protocol-version: \"3\": want a number from 1",
                "--host=300.1.1.1  | --host: \"300.1.1.1\": want an IPv4 address of this host",
                "--host=10.1       | --host: \"10.1\": want an IPv4 address of this host",
                "--host=::1        | --host: \"::1\": want an IPv4 address of this host",
                "--frame-cipher=aes | --frame-cipher: \"aes\": want auto or secretbox",
                "--name=x          | --name: \"x\": want six hex pairs",
                "--name=::0        | --name: \"::0\": want six hex pairs",
                "--name=01:00:00:00:00:01 | --name: \"01:00:00:00:00:01\": want six hex pairs",
                "--trusted-subnets=10.0.0.0 | --trusted-subnets: \"10.0.0.0\": want CIDRs",
                "--trusted-subnets=10.0.0.0/33 | --trusted-subnets: \"10.0.0.0/33\": want CIDRs",
                "--interface=a/b   | --interface: \"a/b\": want an interface name",
                "--interface=.     | --interface: \".\": want an interface name",
                "--interface=0123456789abcdef | --interface: \"0123456789abcdef\": want an",
                "--log-level=loud  | --log-level: \"loud\": want debug, info, warning or error",
                "--peers=a:b       | --peers: \"a:b\": want host[:port]",
                "--peers=a,b:0     | --peers: \"b:0\": want host[:port]",
                "--peers=a:65536   | --peers: \"a:65536\": want host[:port]",
                "--peers=http://a  | --peers: \"http://a\": want host[:port]",
                "[fd00::1]:6783    | --peers: \"[fd00::1]:6783\": want a name or an IPv4",
                "--interface       | --interface: want <name>",
                "--password        | --password: want <text>",
                "fd00::1           | --peers: \"fd00::1\": want host[:port]",
                "--http-addr=6784  | --http-addr: \"6784\" is no address: want host:port",
                "--http-addr=:99999 | --http-addr: \":99999\" is no address: want host:port",
                "--status-addr=a b | --status-addr: \"a b\" is no address: want host:port",
                "--no-such         | Unknown option: '--no-such'; see weaved --help",
                "--port            | --port: want <port>",
                "--no-discovery=maybe | Invalid value for option '--no-discovery'",
            })
    void shouldRefuseWithOneLineThatSaysWhatIsAccepted(String argument, String line) {
        UsageException refusal = assertThrows(UsageException.class, () -> parse(argument));
        assertTrue(refusal.getMessage().startsWith(line), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("\n"), refusal.getMessage());
    }

    @Test
    void shouldRefuseAPeerThatIsEmpty() {
        UsageException refusal = assertThrows(UsageException.class, () -> parse("a", ""));
        assertEquals("<peer>: \"\": want host[:port]", refusal.getMessage());
    }

    @Test
    void shouldNameTheVariableWhenItIsTheOneThatIsWrong() {
        Environment environment = new Environment(Map.of("CONN_LIMIT", "many"), "host1");
        UsageException refusal =
                assertThrows(
                        UsageException.class,
                        () -> NodeConfig.of(Flags.parse().options(), environment));
        assertEquals("CONN_LIMIT: \"many\": want a number, 0 or more", refusal.getMessage());
    }

    @Test
    void shouldResumeOnlyWithoutPeers() {
        assertTrue(NodeConfig.of(Flags.parse("--resume").options(), BARE).resume());
        assertThrows(
                UsageException.class,
                () -> NodeConfig.of(Flags.parse("--resume", "host2").options(), BARE));
    }

    @Test
    void shouldAskDockerWhereItIs() {
        assertEquals("/var/run/docker.sock", docker());
        assertEquals("/run/other.sock", docker("--docker-api=unix:///run/other.sock"));
        assertEquals("off", docker("--docker-api="));
        assertThrows(UsageException.class, () -> docker("--docker-api=nowhere"));
    }

    private static String docker(String... flags) {
        return NodeConfig.of(Flags.parse(flags).options(), BARE).docker().toString();
    }

    @Test
    void shouldNeverShowThePassword() {
        Flags flags = Flags.parse("--password=s3cret", "--port=7000", "host2");
        NodeConfig config = NodeConfig.of(flags.options(), BARE);
        assertEquals("map[password:<redacted> peers:host2 port:7000]", flags.text(true));
        assertFalse(config.toString().contains("s3cret"));
        assertFalse(config.mesh(new PeerName(2), 3).toString().contains("s3cret"));
    }

    @Test
    void shouldAcceptAndNameTheFlagsThatMeanNothingHere() {
        Flags flags =
                Flags.parse(
                        "--bufsz=8",
                        "--docker-api=",
                        "--host-root",
                        "/host",
                        "--expect-npc",
                        "--proxy",
                        "-H",
                        "unix:///var/run/weave/weave.sock",
                        "--plugin=false",
                        "host2");
        assertEquals(
                List.of(
                        "no effect, as Kubernetes is not served yet: --expect-npc",
                        "no effect, as the daemon runs on the host itself: --host-root",
                        "no effect, as there is --socket-buffers instead: --bufsz",
                        "no effect, as there is no Docker proxy yet: --proxy, -H"),
                flags.ignored());
        assertEquals(List.of("host2"), NodeConfig.of(flags.options(), BARE).peers());
    }

    @Test
    void shouldTakeTheFastDatapathThatIsWanted() {
        assertEquals(
                new DatapathSettings(
                        DatapathSettings.Choice.AUTO,
                        "datapath",
                        true,
                        true,
                        true,
                        Duration.ofHours(1),
                        Optional.empty()),
                datapath());
        assertEquals(
                new DatapathSettings(
                        DatapathSettings.Choice.VXLAN,
                        "datapath",
                        true,
                        false,
                        true,
                        Duration.ofSeconds(90),
                        Optional.empty()),
                datapath("--datapath=vxlan", "--no-bypass", "--esp-rekey=1m30s"));
        assertEquals(DatapathSettings.Choice.SLEEVE, datapath("--datapath=sleeve").choice());
        assertEquals(DatapathSettings.Choice.SLEEVE, datapath("--no-fastdp").choice());
        // A device's name, as Weave Net has it.
        assertEquals(
                new DatapathSettings(
                        DatapathSettings.Choice.AUTO,
                        "ovs0",
                        true,
                        true,
                        true,
                        Duration.ofHours(1),
                        Optional.empty()),
                datapath("--datapath=ovs0"));
        assertEquals(DatapathSettings.Choice.ODP, datapath("--datapath=odp").choice());
        assertThrows(UsageException.class, () -> datapath("--datapath=a device"));
        UsageException refused =
                assertThrows(
                        UsageException.class, () -> datapath("--no-fastdp", "--datapath=vxlan"));
        assertEquals("--no-fastdp contradicts --datapath=vxlan", refused.getMessage());
        assertFalse(datapath("--no-bridged-fastdp").bridged());
        assertFalse(datapath("--no-bridged-fastdp", "--datapath=odp").bridged());
        assertTrue(datapath("--no-bridged-fastdp=false").bridged());
        assertTrue(datapath("--no-bridged-fastdp", "--no-fastdp").bridged());
        assertThrows(
                UsageException.class, () -> datapath("--no-bridged-fastdp", "--datapath=vxlan"));
        assertThrows(UsageException.class, () -> datapath("--no-bridged-fastdp", "--datapath=xdp"));
        assertThrows(UsageException.class, () -> datapath("--no-bridged-fastdp", "--uplink=eth0"));
        for (String time : List.of("9s", "25h", "soon", "10")) {
            assertThrows(UsageException.class, () -> datapath("--esp-rekey=" + time));
        }
    }

    private static DatapathSettings datapath(String... flags) {
        return parse(flags).datapath();
    }

    @Test
    void shouldTakeTheFastDatapathThatTheEnvironmentSays() {
        assertFalse(datapathWith("WEAVE_NO_BRIDGED_FASTDP").bridged());
        assertTrue(datapathWith("WEAVE_NO_BRIDGED_FASTDP", "--no-bridged-fastdp=false").bridged());
        assertEquals(DatapathSettings.Choice.SLEEVE, datapathWith("WEAVE_NO_FASTDP").choice());
        assertEquals(
                DatapathSettings.Choice.AUTO,
                datapathWith("WEAVE_NO_FASTDP", "--no-fastdp=false").choice());
    }

    private static DatapathSettings datapathWith(String variable, String... flags) {
        Environment environment = new Environment(Map.of(variable, "1"), "host");
        return NodeConfig.of(Flags.parse(flags).options(), environment).datapath();
    }

    @Test
    void shouldNotPassOverWhatWouldBeAnotherNetwork() {
        UsageException refused = assertThrows(UsageException.class, () -> parse("--awsvpc"));
        assertTrue(refused.getMessage().startsWith("--awsvpc: "), refused.getMessage());
        parse("--awsvpc=false");
    }

    /** Literally as {@code weaver --help} lists them; what is not here yet is ignored. */
    @Test
    void shouldKnowEveryFlagOfWeaveNet() {
        String values =
                "advertise-address bufsz=8 conn-limit=200 datapath=datapath db-prefix=/x/weave"
                        + " dns-domain=weave.local. dns-fallback-timeout=5s"
                        + " dns-listen-address=0.0.0.0:53 dns-ttl=1"
                        + " docker-api=unix:///var/run/docker.sock docker-bridge=docker0 host"
                        + " host-root=/host hostname-from-label=x hostname-match=(.*)"
                        + " hostname-replacement=$1 http-addr ipalloc-default-subnet ipalloc-init"
                        + " ipalloc-range=10.32.0.0/12 log-level=info metrics-addr"
                        + " min-protocol-version=1 mtu=1376 name nickname=n password"
                        + " peer-discovery-url=https://x plugin-mesh-socket=x plugin-socket=x"
                        + " port=6783 proc-path=/proc profile=x resolv-conf=/etc/resolv.conf"
                        + " status-addr tlscacert=x tlscert=x tlskey=x token=x trusted-subnets"
                        + " weave-bridge=weave";
        String switches =
                "expect-npc no-bridged-fastdp no-default-ipalloc no-discovery no-dns no-fastdp"
                        + " no-masq-local no-multicast-route no-rewrite-hosts pkt-debug plugin"
                        + " plugin-v2 plugin-v2-multicast print-peer-name proxy resume"
                        + " rewrite-inspect tls tlsverify version without-dns";
        for (String flag : values.split(" ")) {
            parse("--" + flag + (flag.contains("=") ? "" : "="));
        }
        for (String flag : switches.split(" ")) {
            parse("--" + flag);
            parse("--" + flag + "=false");
        }
        parse("-H", "unix:///var/run/weave/weave.sock");
        parse("-iprange", "10.2.0.0/16");
    }

    @Test
    void shouldTakeTheFlagsAboutAddresses() {
        IpamSettings byDefault = parse().ipam().orElseThrow();
        assertEquals("10.32.0.0/12", byDefault.range().toString());
        assertEquals(byDefault.range(), byDefault.defaultSubnet());
        assertEquals(IpamInit.parse("consensus"), byDefault.init());
        IpamSettings given =
                parse(
                                "--ipalloc-range=10.2.0.0/16",
                                "--ipalloc-default-subnet=10.2.3.0/24",
                                "--ipalloc-init=seed=::1,::2")
                        .ipam()
                        .orElseThrow();
        assertEquals("10.2.0.0/16", given.range().toString());
        assertEquals("10.2.3.0/24", given.defaultSubnet().toString());
        assertEquals(List.of(new PeerName(1), new PeerName(2)), given.init().seeds());
        assertEquals(
                IpamInit.parse("consensus=5"),
                parse("--init-peer-count=5").ipam().orElseThrow().init());
        assertEquals(IpamInit.parse("observer"), parse("--observer").ipam().orElseThrow().init());
        assertTrue(parse("--ipalloc-range=").ipam().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--ipalloc-range=10.32.0.1/12; a network of 4 addresses or more",
                "--ipalloc-range=10.32.0.0/31; a network of 4 addresses or more",
                "--ipalloc-range=10.32.0.0; a network of 4 addresses or more",
                "--ipalloc-range=0.0.0.0/0; a network of 4 addresses or more",
                "--ipalloc-default-subnet=10.99.0.0/24; a subnet inside 10.32.0.0/12",
                "--ipalloc-init=consensus=0; consensus, consensus=3, seed=::1,::2 or observer",
                "--ipalloc-init=seed=; consensus, consensus=3, seed=::1,::2 or observer",
                "--ipalloc-init=dictator; consensus, consensus=3, seed=::1,::2 or observer",
            })
    void shouldRefuseWrongFlagsAboutAddresses(String flag, String accepted) {
        UsageException refused = assertThrows(UsageException.class, () -> parse(flag));
        assertTrue(refused.getMessage().contains("want " + accepted), refused.getMessage());
        assertTrue(refused.getMessage().startsWith(flag.substring(0, flag.indexOf('='))));
    }

    @Test
    void shouldServeNamesLikeTheOriginalWhenNothingIsGiven() {
        DnsConfig dns = parse().dns();
        assertTrue(dns.enabled());
        assertEquals("/0.0.0.0:53", dns.address().toString());
        assertFalse(dns.addressGiven());
        assertEquals("weave.local.", dns.domain());
        assertEquals(1, dns.ttlSeconds());
        assertEquals(List.of(), dns.upstream());
        assertEquals(5, dns.upstreamTimeout().toSeconds());
        assertEquals("/etc/resolv.conf", dns.resolvConf().toString());
    }

    @Test
    void shouldTakeEveryFlagAboutNames() {
        DnsConfig dns =
                parse(
                                "--dns-listen-address=172.17.0.1:5353",
                                "--dns-domain=cluster.example",
                                "--dns-ttl=10",
                                "--dns-upstream=8.8.8.8,10.0.0.2:5353",
                                "--dns-upstream=[fd00::1]:54",
                                "--dns-fallback-timeout=1m500ms",
                                "--resolv-conf=/run/resolv.conf")
                        .dns();
        assertEquals("/172.17.0.1:5353", dns.address().toString());
        assertTrue(dns.addressGiven());
        assertEquals("cluster.example.", dns.domain());
        assertEquals(10, dns.ttlSeconds());
        assertEquals(
                List.of("8.8.8.8", "10.0.0.2:5353", "[fd00::1]:54"),
                dns.upstream().stream().map(UpstreamServers::text).toList());
        assertEquals(60_500, dns.upstreamTimeout().toMillis());
        assertEquals("/run/resolv.conf", dns.resolvConf().toString());
        assertFalse(parse("--no-dns").dns().enabled());
        assertTrue(parse("--no-dns=false").dns().enabled());
        assertEquals("/0.0.0.0:54", parse("--dns-listen-address=:54").dns().address().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "--dns-listen-address=here:53, an address of this host",
        "--dns-listen-address=1.2.3.4:0, an address of this host",
        "--dns-listen-address=1.2.3.4:66000, an address of this host",
        "--dns-domain=., a domain like weave.local",
        "--dns-domain=a..b, a domain like weave.local",
        "--dns-ttl=-1, a number",
        "--dns-ttl=1s, a number",
        "--dns-upstream=dns.google, addresses like 8.8.8.8",
        "--dns-fallback-timeout=5, a time like 500ms or 5s",
        "--dns-fallback-timeout=0s, a time like 500ms or 5s"
    })
    void shouldRefuseAWrongFlagAboutNamesInOneLine(String flag, String accepted) {
        String message = assertThrows(UsageException.class, () -> parse(flag)).getMessage();
        assertTrue(message.startsWith(flag.substring(0, flag.indexOf('=')) + ": "), message);
        assertTrue(message.contains("want " + accepted), message);
        assertEquals(1, message.lines().count());
    }

    private static NodeConfig parse(String... arguments) {
        return NodeConfig.of(Flags.parse(arguments).options(), BARE);
    }
}
