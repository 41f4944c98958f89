package weave.core.fastdp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.core.sleeve.SpecialFrame;
import weave.testkit.Pcap;
import weave.testkit.Vectors;

/** The VXLAN of a capture of the original, against the listing beside it. */
class FastHeartbeatCaptureVectorsTest {
    private static final int VXLAN_PORT = 6784;
    private static final int UDP_OFFSET = 34;
    private static final int VXLAN_OFFSET = UDP_OFFSET + 8;
    private static final Pattern LISTED =
            Pattern.compile(
                    "VXLAN flags=08 vni=0x([0-9a-f]+) \\(src short id (\\d+), dst short id"
                            + " (\\d+)\\)( fastdp heartbeat frame (\\d+) bytes connUID=(\\d+))?");

    @Test
    void shouldReadTheCapture() {
        List<String> read = new ArrayList<>();
        for (byte[] frame : Pcap.frames(Vectors.bytes("fastdp-chain-at-B.pcap"))) {
            ByteBuffer in = ByteBuffer.wrap(frame);
            if (in.getShort(12) == 0x0800
                    && in.get(14) == 0x45
                    && in.get(23) == 17
                    && in.getShort(UDP_OFFSET + 2) == VXLAN_PORT) {
                int end = UDP_OFFSET + (in.getShort(UDP_OFFSET + 4) & 0xFFFF);
                read.add(read(Arrays.copyOfRange(frame, VXLAN_OFFSET, end)));
            }
        }
        assertTrue(read.stream().anyMatch(line -> line.contains("heartbeat")));
        assertTrue(read.stream().anyMatch(line -> !line.contains("heartbeat")));
        assertEquals(listed(), read);
    }

    private static String read(byte[] vxlan) {
        UnsafeBuffer buffer = new UnsafeBuffer(vxlan);
        int tunnelId = VxlanLayout.tunnelId(buffer, 0);
        String line =
                "%06x %d %d"
                        .formatted(
                                tunnelId,
                                VxlanLayout.sourceShortId(tunnelId),
                                VxlanLayout.destinationShortId(tunnelId));
        int frame = VxlanLayout.HEADER_LENGTH;
        int length = vxlan.length - frame;
        if (!SpecialFrame.isSpecial(buffer, frame, length)) {
            return line;
        }
        assertTrue(FastHeartbeat.isWhole(buffer, frame, length));
        assertFalse(FastHeartbeat.isWhole(buffer, frame, length - 1));
        long uid = FastHeartbeat.connectionUid(buffer, frame);
        UnsafeBuffer written = new UnsafeBuffer(new byte[vxlan.length]);
        VxlanLayout.write(written, 0, tunnelId);
        FastHeartbeat.write(written, frame, length, uid);
        assertArrayEquals(vxlan, written.byteArray(), "byte by byte as the original");
        return line + " heartbeat " + length + " " + Long.toUnsignedString(uid);
    }

    private static List<String> listed() {
        String text = new String(Vectors.bytes("fastdp-chain-at-B.txt"), StandardCharsets.UTF_8);
        List<String> listed = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher found = LISTED.matcher(line);
            if (found.find()) {
                String ids = String.join(" ", found.group(1), found.group(2), found.group(3));
                listed.add(
                        found.group(4) == null
                                ? ids
                                : ids + " heartbeat " + found.group(5) + " " + found.group(6));
            }
        }
        return listed;
    }
}
