package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.core.frame.Ethernet;
import weave.core.frame.Ipv4;

final class FragmenterTest {
    private static final int IP = Ethernet.HEADER_LENGTH;

    private final Fragmenter fragmenter = new Fragmenter();

    @Test
    void shouldContinueWhatIsAFragmentAlready() {
        UnsafeBuffer frame = frame(1_000, 1_000, Ipv4.FLAG_MF | 100);
        assertEquals(2, fragmenter.wrap(frame, 0, frame.capacity(), 576));
        UnsafeBuffer first = write(0);
        UnsafeBuffer second = write(1);
        assertEquals(Ipv4.FLAG_MF | 100, Ipv4.fragmentField(first, IP));
        assertEquals(Ipv4.FLAG_MF | 100 + 552 / 8, Ipv4.fragmentField(second, IP));
    }

    @Test
    void shouldRefuseWhatCannotBeFragmented() {
        assertEquals(0, wrap(frame(1_000, 1_001, 0), 576), "cut off");
        assertEquals(0, wrap(frame(20, 20, 0), 576), "empty");
        assertEquals(0, wrap(frame(1_000, 1_000, 8_190), 576), "beyond the last offset");
        assertEquals(0, wrap(frame(1_000, 1_000, 0), 27), "no room for eight bytes");
        assertEquals(123, wrap(frame(1_000, 1_000, 0), 28));
        UnsafeBuffer arp = frame(1_000, 1_000, 0);
        Ethernet.putType(arp, 0, Ethernet.TYPE_ARP);
        assertEquals(0, wrap(arp, 576));
    }

    private int wrap(UnsafeBuffer frame, int mtu) {
        return fragmenter.wrap(frame, 0, frame.capacity(), mtu);
    }

    private UnsafeBuffer write(int index) {
        UnsafeBuffer piece = new UnsafeBuffer(new byte[fragmenter.frameLength(index)]);
        fragmenter.write(index, piece, 0);
        return piece;
    }

    private static UnsafeBuffer frame(int packetLength, int totalLength, int fragmentField) {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[IP + packetLength]);
        Ethernet.putType(frame, 0, Ethernet.TYPE_IPV4);
        frame.putByte(IP, (byte) 0x45);
        Ipv4.putFragment(frame, IP, totalLength, fragmentField);
        return frame;
    }
}
