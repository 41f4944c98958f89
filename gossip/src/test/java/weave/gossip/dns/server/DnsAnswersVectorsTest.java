package weave.gossip.dns.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.gossip.dns.Names;
import weave.gossip.dns.Nameserver;
import weave.gossip.dns.RecordType;
import weave.testkit.Vectors;

/** The original's answers, byte for byte but for the order of records, over real sockets. */
class DnsAnswersVectorsTest {
    private static final List<JsonNode> CASES = Vectors.cases("dns_answers");
    private static FakeUpstream upstream;
    private static DnsServer server;

    static List<JsonNode> cases() {
        return CASES.stream().filter(vector -> !vector.has("Table")).toList();
    }

    @BeforeAll
    static void start() throws IOException {
        Nameserver names = Names.alone(Nameserver.TTL_DEFAULT);
        JsonNode table = CASES.getLast().path("Table");
        table.forEach(
                row -> Names.add(names, row.get(0).asText(), RecordType.A, row.get(1).asText()));
        byte[] example = responseTo("upstream A");
        upstream = new FakeUpstream(query -> answer(query, example));
        server =
                DnsServer.listen(
                        new InetSocketAddress("127.0.0.1", 0),
                        names.domain(),
                        names.index(),
                        UpstreamServers.of(List.of(upstream.address())),
                        DnsServer.UPSTREAM_TIMEOUT_DEFAULT);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        upstream.close();
    }

    private static byte[] responseTo(String note) {
        return CASES.stream()
                .filter(vector -> vector.path("Note").asText().equals(note))
                .map(vector -> Vectors.hex(vector.path("ResponseHex")))
                .findFirst()
                .orElseThrow();
    }

    /** Knows example.com only. */
    private static byte[] answer(byte[] query, byte[] example) {
        byte[] refusal = FakeUpstream.refusal(query, AnswerWriter.NAME_ERROR);
        boolean isExample =
                Arrays.equals(
                        refusal, 12, refusal.length, example, 12, Math.min(29, example.length));
        if (!isExample) {
            return refusal;
        }
        byte[] answer = example.clone();
        answer[0] = query[0];
        answer[1] = query[1];
        return answer;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldAnswerLikeTheOriginal(JsonNode vector) throws Exception {
        byte[] query = Vectors.hex(vector.path("QueryHex"));
        byte[] expected = Vectors.hex(vector.path("ResponseHex"));
        byte[] answer =
                vector.path("Transport").asText().equals("tcp")
                        ? Client.byTcp(server.address(), query)
                        : Client.byUdp(server.address(), query);
        assertEquals(expected.length, answer.length);
        HexFormat hex = HexFormat.of();
        Question question = new Question();
        question.read(query, query.length);
        int end = question.end;
        assertEquals(hex.formatHex(expected, 0, end), hex.formatHex(answer, 0, end));
        Message message = Message.of(answer);
        assertEquals(vector.path("AnswerCount").asInt(), message.answers().size());
        List<String> lines = new ArrayList<>(message.lines());
        assertEquals(lines.size(), lines.stream().distinct().count(), "no repeats");
        if (!message.isTruncated()) {
            lines.sort(null);
            List<String> wanted = new ArrayList<>(Message.of(expected).lines());
            wanted.sort(null);
            assertEquals(wanted, lines);
        }
    }
}
