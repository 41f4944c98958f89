package weave.kernel.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import weave.kernel.netlink.RequestWriter;
import weave.linux.netlink.NetlinkConstants;

/** Our requests are those of {@code ip xfrm}, as src/test/resources/xfrm/capture captured them. */
class GoldenRequestsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/xfrm/golden.txt");
    private static final int FLAGS_START = 12;
    private static final int SEQUENCE_END = 24;
    private static final int FROM = 0x0A4D0001;
    private static final int TO = 0x0A4D0002;
    private static final int REQUEST_ID = 7;
    private static final SecurityAssociation ASSOCIATION =
            new SecurityAssociation(FROM, TO, 0xc5f26bb7, REQUEST_ID);
    private static final SecurityPolicy POLICY =
            new SecurityPolicy(FROM, TO, 0x20000, 0xc5f26bb7, REQUEST_ID);

    @Test
    void shouldWriteWhatIprouteWrites() throws IOException {
        byte[] key = new byte[SecurityAssociation.KEY_LENGTH];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        Map<String, String> ours = new TreeMap<>();
        put(ours, "allocate", Requests.allocateSpi(FROM, TO, REQUEST_ID));
        put(ours, "add", Requests.add(ASSOCIATION, key));
        put(ours, "update", Requests.update(ASSOCIATION, key));
        put(ours, "delete", Requests.delete(ASSOCIATION));
        put(ours, "policy-replace", Requests.replace(POLICY));
        put(ours, "policy-delete", Requests.delete(POLICY));

        assertEquals(text(golden()), text(ours));
    }

    private static void put(Map<String, String> into, String name, RequestWriter request) {
        byte[] bytes =
                request.finish(NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_ACK, 0)
                        .toArray(JAVA_BYTE);
        into.put(name, HexFormat.of().formatHex(bytes));
    }

    private static Map<String, String> golden() throws IOException {
        Map<String, String> golden = new LinkedHashMap<>();
        for (String line : Files.readAllLines(GOLDEN)) {
            String[] words = line.split(" ");
            if (!words[0].equals("#")) {
                golden.put(words[0], words[1]);
            }
        }
        return new TreeMap<>(golden);
    }

    /** Sixteen bytes a line, without the sequence number and whether it is to be acknowledged. */
    private static String text(Map<String, String> messages) {
        StringBuilder text = new StringBuilder();
        messages.forEach((name, hex) -> {
            String unnumbered =
                    hex.substring(0, FLAGS_START) + "------------" + hex.substring(SEQUENCE_END);
            text.append(name).append(unnumbered.replaceAll("(.{32})", "\n$1")).append('\n');
        });
        return text.toString();
    }
}
