package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
    private static final Pattern SENDER = Pattern.compile("sleeve sender=(\\S+) ");
    private static final Pattern RECORD =
            Pattern.compile("\\[src=(\\S+) dst=(\\S+) len=(\\d+) (SPECIAL|frame) ");

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
        assertFalse(listed.isEmpty());
        assertEquals(listed.stream().sorted().toList(), decoded.stream().sorted().toList());
    }

    private static List<String> listed() {
        List<String> listed = new ArrayList<>();
        String text = new String(Vectors.bytes("sleeve.txt"), StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) {
            Matcher sender = SENDER.matcher(line);
            Matcher record = RECORD.matcher(line);
            while (sender.find() && record.find(sender.end())) {
                do {
                    listed.add(
                            String.join(
                                    " ",
                                    sender.group(1),
                                    record.group(1),
                                    record.group(2),
                                    record.group(3),
                                    record.group(4)));
                } while (record.find());
            }
        }
        return listed;
    }
}
