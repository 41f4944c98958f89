package weave.kernel.odp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.kernel.generic.GenericFamily;
import weave.kernel.netlink.MalformedMessageException;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.RequestWriter;
import weave.linux.openvswitch.OpenvswitchConstants;
import weave.linux.openvswitch.OvsHeader;
import weave.testkit.Allocation;
import weave.testkit.Seed;

/** Upcalls, whole and damaged: what both readers of them make of it. */
class UpcallMessageTest {
    private static final GenericFamily PACKETS = new GenericFamily("ovs_packet", 35, 1, Map.of());
    private static final int RANDOM_CASES = 200_000;
    private static final int OFFSET = 64;
    private static final int TUNNEL_ID = 0xEB_09BB;
    private static final int SOURCE = 0x0A00_0002;

    private final UpcallMessage message = new UpcallMessage(PACKETS.id());

    @Test
    void shouldFindFrameAndTunnelWhenWhole() {
        byte[] datagram = upcall(true, 42);

        assertTrue(wrap(datagram));

        assertEquals(42, message.frameLength());
        assertEquals(OFFSET + datagram.length - 44, message.frameOffset());
        assertEquals(7, message.inPort());
        assertEquals(TUNNEL_ID, message.tunnelId());
        assertEquals(SOURCE, message.tunnelSource());
        assertEquals(6784, message.udpPort());
        FlowKey key = missed(datagram).orElseThrow().key();
        assertEquals(new FlowKey(7, new TunnelKey(TUNNEL_ID, SOURCE), 0x0203, 0x0405), key);
    }

    @Test
    void shouldRefuseWhenItIsFromNoTunnelOrSomethingElse() {
        assertFalse(wrap(upcall(false, 42)));
        assertEquals(Optional.empty(), missed(upcall(true, 13)));
        byte[] other = upcall(true, 42);
        other[4]++;
        assertFalse(wrap(other));
        assertEquals(Optional.empty(), missed(other));
        byte[] command = upcall(true, 42);
        command[16] = OpenvswitchConstants.OVS_PACKET_CMD_EXECUTE;
        assertFalse(wrap(command));
        assertEquals(Optional.empty(), missed(command));
    }

    @Test
    void shouldRefuseEveryTruncation() {
        byte[] whole = upcall(true, 42);
        for (int length = 0; length < whole.length - 3; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertFalse(wrap(cut), length + " bytes");
        }
    }

    @Test
    void shouldReadWithinBoundsOrRefuseWhenBytesAreRandom() {
        Random random = new Random(Seed.next(UpcallMessageTest.class));
        List<byte[]> good = List.of(upcall(true, 42), upcall(true, 14), upcall(false, 60));
        int accepted = 0;
        for (int i = 0; i < RANDOM_CASES; i++) {
            byte[] bytes = good.get(i % good.size()).clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                // Among the lengths and types more often than elsewhere.
                int at = random.nextBoolean() ? random.nextInt(bytes.length) & -4 : 16;
                bytes[at + random.nextInt(4)] = (byte) random.nextInt();
            }
            boolean isWhole = wrap(bytes);
            accepted += isWhole ? 1 : 0;
            if (isWhole) {
                assertTrue(message.frameOffset() >= OFFSET + 16, "no room for a header");
                assertTrue(message.frameOffset() + message.frameLength() <= OFFSET + bytes.length);
            }
            try {
                missed(bytes);
            } catch (MalformedMessageException expected) {
                // As it should be.
            }
        }
        assertTrue(accepted > RANDOM_CASES / 20, accepted + " accepted");
        assertTrue(accepted < RANDOM_CASES * 9 / 10, accepted + " accepted");
    }

    @Test
    void shouldNotAllocate() {
        byte[] datagram = upcall(true, 42);
        UnsafeBuffer buffer = new UnsafeBuffer(datagram);
        Sightings sightings = new Sightings();

        long bytes =
                Allocation.bytes(
                        10_000,
                        () -> {
                            message.wrap(buffer, 0, datagram.length);
                            sightings.offer(1, message.tunnelId(), 2, 3, 4);
                        });

        assertEquals(0, bytes);
    }

    @Test
    void shouldTellWhatWasSeenInOrderAndNoMoreThanFits() {
        Sightings sightings = new Sightings();
        int offered = 0;
        while (sightings.offer(1, offered, -2, 3, offered)) {
            offered++;
        }
        int[] next = {0};

        assertFalse(sightings.isEmpty());
        sightings.drain(key -> {
            int n = next[0]++;
            assertEquals(new FlowKey(1, new TunnelKey(n, -2), 3, n), key);
        });

        assertEquals(offered, next[0]);
        assertTrue(sightings.isEmpty());
        assertTrue(sightings.offer(-1, 0xFF_FFFF, 2, 3, 4));
        sightings.drain(
                key -> assertEquals(new FlowKey(-1, new TunnelKey(0xFF_FFFF, 2), 3, 4), key));
    }

    private boolean wrap(byte[] datagram) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + datagram.length]);
        buffer.putBytes(OFFSET, datagram);
        return message.wrap(buffer, OFFSET, datagram.length);
    }

    private static Optional<MissedFrame> missed(byte[] datagram) {
        List<NetlinkMessage> messages = NetlinkMessage.split(datagram);
        return messages.isEmpty() ? Optional.empty() : MissedFrame.of(messages.getFirst(), PACKETS);
    }

    /** As the kernel sends it: the key first, the frame last. */
    private static byte[] upcall(boolean fromTunnel, int frameLength) {
        RequestWriter writer = PACKETS.request(OpenvswitchConstants.OVS_PACKET_CMD_MISS, 1, 0);
        OvsHeader.dp_ifindex(writer.memory(), writer.body(OvsHeader.SIZE), 5);
        writer.putNested(
                OpenvswitchConstants.OVS_PACKET_ATTR_KEY,
                key -> {
                    key.putInt(20, 0).putInt(2, 0);
                    if (fromTunnel) {
                        key.putNested(
                                OpenvswitchConstants.OVS_KEY_ATTR_TUNNEL,
                                UpcallMessageTest::tunnel);
                    }
                    key.putInt(OpenvswitchConstants.OVS_KEY_ATTR_IN_PORT, 7);
                    byte[] macs = {0, 0, 0, 0, 2, 3, 0, 0, 0, 0, 4, 5};
                    key.putBytes(OpenvswitchConstants.OVS_KEY_ATTR_ETHERNET, macs);
                });
        writer.putBytes(OpenvswitchConstants.OVS_PACKET_ATTR_PACKET, new byte[frameLength]);
        return writer.finish(0, 0).toArray(ValueLayout.JAVA_BYTE);
    }

    private static void tunnel(RequestWriter tunnel) {
        tunnel.putNetworkLong(OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_ID, TUNNEL_ID)
                .putNetworkInt(OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_IPV4_SRC, SOURCE)
                .putNetworkInt(OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_IPV4_DST, SOURCE - 1)
                .putByte(OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_TTL, 64)
                .putNetworkShort(OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_TP_DST, 6784);
    }
}
