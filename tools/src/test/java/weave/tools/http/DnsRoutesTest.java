package weave.tools.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.peer.PeerName;
import weave.gossip.dns.NameStore;
import weave.gossip.dns.Nameserver;
import weave.gossip.mesh.MeshConfig;
import weave.gossip.mesh.MeshRouter;
import weave.gossip.mesh.NettyControlLoop;
import weave.gossip.mesh.NettyTransport;
import weave.tools.report.DnsPage;
import weave.tools.report.DnsReport;
import weave.tools.report.ReportJson;
import weave.tools.report.Samples;
import weave.tools.report.StatusPage;

/** Names by HTTP, in a mesh of one. */
class DnsRoutesTest {
    private static final PeerName SELF = PeerName.parse("4a:0f:f6:ec:1c:93");
    private static final long NOW = 1_700_000_000L;

    private final NettyControlLoop loop = NettyControlLoop.open();
    private final Nameserver names = names();
    private final Routes routes =
            DnsRoutes.over(new Routes(), names, Optional.of("172.17.0.1:53"), this::hasEnded);

    private String trouble;

    /** Takes what it is given, unless there is trouble. */
    private final class Disk implements NameStore {
        @Override
        public byte[] load() {
            return new byte[0];
        }

        @Override
        public void save(Encoded names, Consumer<String> done) {
            done.accept(trouble);
        }
    }

    @Test
    void shouldSayWhenWhatWasDoneWillNotLast() {
        trouble = "No space left on device";
        Response response = ask("PUT", "/name/c1/10.32.0.1", "fqdn=one.weave.local");
        assertEquals(500, response.status());
        assertEquals(
                "done, but a restart will undo it: cannot write the state: No space left on"
                        + " device\n",
                response.body());
        trouble = null;
        done("DELETE", "/name/c1", "");
    }

    /** Containers whose id begins with an f. */
    private CompletableFuture<Boolean> hasEnded(String container) {
        return CompletableFuture.completedFuture(container.startsWith("f"));
    }

    @Test
    void shouldNotKeepTheNamesOfAContainerThatHasEnded() {
        done("PUT", "/name/f1/10.32.0.1", "fqdn=one.weave.local&check-alive=true");
        done("PUT", "/name/e1/10.32.0.2", "fqdn=two.weave.local&check-alive=true");
        done("PUT", "/name/f2/10.32.0.3", "fqdn=three.weave.local");
        assertEquals(
                """
                three        10.32.0.3       f2           4a:0f:f6:ec:1c:93
                two          10.32.0.2       e1           4a:0f:f6:ec:1c:93
                """,
                page());
    }

    private Nameserver names() {
        MeshRouter mesh =
                new MeshRouter(
                        MeshConfig.builder(SELF, "host1").build(),
                        loop,
                        new NettyTransport(loop),
                        List.of(),
                        new ForwardingTable(ForwardingSnapshot.alone(SELF.value())),
                        new Random(1));
        Nameserver alone =
                new Nameserver(
                        SELF,
                        Nameserver.DOMAIN_DEFAULT,
                        Nameserver.TTL_DEFAULT,
                        loop,
                        SELF::equals,
                        () -> NOW,
                        new Disk());
        alone.join(mesh);
        return alone;
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    private Response ask(String method, String target, String form) {
        return routes.answer(Request.of(method, target, form)).toCompletableFuture().join();
    }

    private void done(String method, String target, String form) {
        Response response = ask(method, target, form);
        assertEquals(204, response.status(), response.body());
        assertEquals("", response.body());
    }

    private String page() {
        return DnsPage.names(Samples.alone().withDns(report()));
    }

    private DnsReport report() {
        return DnsReport.of(names, "172.17.0.1:53", List.of("8.8.8.8", "8.8.4.4"));
    }

    @Test
    void shouldAddShowAndDelete() {
        done("PUT", "/name/eebd81120ee4aabb/10.32.0.1", "fqdn=one.weave.local&check-alive=true");
        done("PUT", "/name/weave%3aextern/10.32.0.2", "fqdn=Two.weave.local.");
        done("PUT", "/name/c1/fd00::1?fqdn=two.weave.local", "");
        done("PUT", "/name/c1", "fqdn=www.weave.local&record=cname+one.weave.local");
        assertEquals(
                """
                one          10.32.0.1       eebd81120ee4 4a:0f:f6:ec:1c:93
                Two          10.32.0.2       weave:extern 4a:0f:f6:ec:1c:93
                two          fd00::1         c1           4a:0f:f6:ec:1c:93
                www          CNAME one.weave.local. c1           4a:0f:f6:ec:1c:93
                """,
                page());
        assertEquals(
                "[{\"ContainerID\":\"eebd81120ee4aabb\",\"Origin\":"
                        + SELF.value()
                        + ","
                        + "\"Addr\":\"10.32.0.1\",\"Hostname\":\"one.weave.local.\",\"Version\":0,"
                        + "\"Tombstone\":0},{\"ContainerID\":\"weave:extern\","
                        + "\"Origin\":"
                        + SELF.value()
                        + ",\"Addr\":\"10.32.0.2\","
                        + "\"Hostname\":\"Two.weave.local.\",\"Version\":0,\"Tombstone\":0}]",
                ask("GET", "/name", "").body());
        done("DELETE", "/name/c1/fd00::1", "");
        done("DELETE", "/name/c1?record=CNAME+two.weave.local", "");
        done("DELETE", "/name/nobody", "");
        Response told = ask("DELETE", "/name/nobody/10.32.0.1?tell=true&fqdn=a.weave.local", "");
        assertEquals(200, told.status());
        assertEquals(
                "nothing to remove: no name of this host's, a.weave.local, for 10.32.0.1, of"
                        + " container nobody\n",
                told.body());
        done("DELETE", "/name/weave:extern?fqdn=two.weave.local", "");
        assertEquals(3, page().lines().count(), "the case of a name counts when it is deleted");
        done("DELETE", "/name?fqdn=Two.weave.local", "");
        done("DELETE", "/name", "");
        assertEquals("", page());
        assertTrue(ask("GET", "/name", "").body().contains("\"Tombstone\":" + NOW));
    }

    @Test
    void shouldTellWhereItAnswers() {
        assertEquals("weave.local.", ask("GET", "/domain", "").body());
        assertEquals("172.17.0.1", ask("GET", "/dns-address", "").body());
        assertEquals("172.17.0.1:53", ask("GET", "/dns-address-port", "").body());
        Routes silent = DnsRoutes.over(new Routes(), names, Optional.empty(), Liveness.unknown());
        assertEquals(
                404,
                silent.answer(Request.of("GET", "/dns-address", ""))
                        .toCompletableFuture()
                        .join()
                        .status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT|/name/c1/10.32.0.256?fqdn=a.weave.local|invalid IP address \"10.32.0.256\"",
                "PUT|/name/c1/10.32.0.1|fqdn: want the name to be added",
                "PUT|/name/c1/10.32.0.1?fqdn=a..b|fqdn: \"a..b\": want a name",
                "PUT|/name/c1/10.32.0.1?fqdn=a&fqdn=b|fqdn: want one",
                "PUT|/name/c1/10.32.0.1?fqdn=a&check-alive=x|check-alive: \"x\": want true or"
                        + " false",
                "PUT|/name/c1/10.32.0.1?name=a|unknown parameter \"name\"",
                "PUT|/name/c1?fqdn=a.weave.local|record: want one",
                "PUT|/name/c1?fqdn=a.weave.local&record=MX+10+b|record: \"MX 10 b\": want CNAME",
                "PUT|/name/c1?fqdn=a.weave.local&record=SRV+1+2+b|record: \"SRV 1 2 b\": want"
                        + " CNAME",
                "DELETE|/name/c1/here|invalid IP address \"here\"",
                "DELETE|/name/c%zz|malformed request"
            })
    void shouldRefuseInOneLine(String method, String target, String reason) {
        Response response = ask(method, target, "");
        assertEquals(400, response.status());
        assertTrue(response.body().startsWith(reason), response.body());
        assertEquals(1, response.body().lines().count());
        assertEquals("", page());
    }

    @Test
    void shouldBeAPartOfOverviewAndReport() {
        assertTrue(
                StatusPage.overview(Samples.alone().withDns(report()))
                        .endsWith(
                                """

                                        Service: dns
                                         Domain: weave.local.
                                       Upstream: 8.8.8.8, 8.8.4.4
                                            TTL: 1
                                        Entries: 0
                                """));
        String empty = ReportJson.render(Samples.alone().withDns(report()));
        assertTrue(empty.contains("\"Entries\": null"), empty);
        assertTrue(!empty.contains("\"Records\""), empty);
        done("PUT", "/name/c1/10.32.0.1", "fqdn=web.weave.local");
        done("PUT", "/name/c1/fd00::1", "fqdn=web.weave.local");
        String report = ReportJson.render(Samples.alone().withDns(report()));
        assertTrue(
                report.endsWith(
                        """
                            "DNS": {
                                "Domain": "weave.local.",
                                "Upstream": [
                                    "8.8.8.8",
                                    "8.8.4.4"
                                ],
                                "Address": "172.17.0.1:53",
                                "TTL": 1,
                                "Entries": [
                                    {
                                        "Hostname": "web.weave.local.",
                                        "Origin": "4a:0f:f6:ec:1c:93",
                                        "ContainerID": "c1",
                                        "Address": "10.32.0.1",
                                        "Version": 0,
                                        "Tombstone": 0
                                    }
                                ],
                                "Records": [
                                    {
                                        "Hostname": "web.weave.local.",
                                        "Origin": "4a:0f:f6:ec:1c:93",
                                        "ContainerID": "c1",
                                        "Data": "fd00::1",
                                        "Version": 0,
                                        "Tombstone": 0
                                    }
                                ]
                            }
                        }\
                        """),
                report);
    }
}
