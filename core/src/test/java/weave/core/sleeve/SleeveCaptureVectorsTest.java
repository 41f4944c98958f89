package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.testkit.Vectors;

/** The sleeve datagrams of a capture of the original, against the listing beside it. */
final class SleeveCaptureVectorsTest {
    private static final Pattern LISTED =
            Pattern.compile(
                    "sleeve sender=(\\S+) \\[src=(\\S+) dst=(\\S+) len=(\\d+) (SPECIAL|frame) ");

    @Test
    void shouldDecodeTheCapture() {
        List<String> decoded = new ArrayList<>();
        for (byte[] datagram : Capture.datagrams(Vectors.bytes("sleeve.pcap"), 6783)) {
            Records records = new Records();
            assertEquals(SleeveDecoder.OK, records.decode(new SleeveDecoder(null), datagram));
            String sender = PeerName.format(SleeveLayout.name(new UnsafeBuffer(datagram), 0));
            for (Records.Delivered record : records.delivered) {
                byte[] frame = record.frame();
                boolean special = SpecialFrame.isSpecial(new UnsafeBuffer(frame), 0, frame.length);
                decoded.add(
                        String.join(
                                " ",
                                sender,
                                PeerName.format(record.source()),
                                PeerName.format(record.destination()),
                                Integer.toString(frame.length),
                                special ? "SPECIAL" : "frame"));
            }
        }
        List<String> listed = listed();
        assertTrue(listed.size() > 50);
        assertEquals(listed.stream().sorted().toList(), decoded.stream().sorted().toList());
    }

    private static List<String> listed() {
        List<String> lines = new ArrayList<>();
        String text = new String(Vectors.bytes("sleeve.txt"), StandardCharsets.UTF_8);
        Matcher matcher = LISTED.matcher(text);
        while (matcher.find()) {
            List<String> parts = new ArrayList<>();
            for (int group = 1; group <= matcher.groupCount(); group++) {
                parts.add(matcher.group(group));
            }
            lines.add(String.join(" ", parts));
        }
        return lines;
    }
}
