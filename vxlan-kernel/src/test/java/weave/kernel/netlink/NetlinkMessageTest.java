package weave.kernel.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.linux.Errno;
import weave.linux.netlink.Ifinfomsg;
import weave.linux.netlink.NetlinkConstants;
import weave.linux.netlink.RtnetlinkConstants;
import weave.testkit.Seed;

/** Requests and answers, byte by byte, and answers that lie about their lengths. */
class NetlinkMessageTest {
    private static final int FLAG = NetlinkConstants.NLM_F_CREATE;
    private static final int NEST = 18;
    private static final int RANDOM_CASES = 200_000;

    @Test
    void shouldWriteHeadBodyAndAttributesWhenFinished() {
        RequestWriter request = new RequestWriter(RtnetlinkConstants.RTM_NEWLINK, FLAG);
        Ifinfomsg.ifi_index(request.memory(), request.body(Ifinfomsg.SIZE), 7);
        request.putString(3, "ab")
                .putInt(4, 1376)
                .putNested(NEST, info -> info.putString(1, "veth").putByte(2, 5));

        byte[] bytes = bytes(request, 0x0001, 9);

        String expected =
                "48000000 1000 0104 09000000 00000000" // 72 bytes, RTM_NEWLINK, sequence 9
                        + "00 00 0000 07000000 00000000 00000000"
                        + "0700 0300 616200 00"
                        + "0800 0400 60050000"
                        + "1800 1280 0900 0100 7665746800 000000 0500 0200 05 000000";
        assertArrayEquals(HexFormat.of().parseHex(expected.replace(" ", "")), bytes);
    }

    @Test
    void shouldReadBackWhatWasWritten() {
        RequestWriter request = new RequestWriter(RtnetlinkConstants.RTM_NEWLINK, FLAG);
        Ifinfomsg.ifi_index(request.memory(), request.body(Ifinfomsg.SIZE), 7);
        request.putBytes(1, new byte[] {0x7a, 1, 2, 3, 4, 5})
                .putNested(NEST, info -> info.putString(1, "veth").putInt(2, -5));

        NetlinkMessage message = NetlinkMessage.split(bytes(request, 0, 9)).getFirst();

        assertEquals(RtnetlinkConstants.RTM_NEWLINK, message.type());
        assertEquals(9, message.sequence());
        assertEquals(7, Ifinfomsg.ifi_index(message.memory(), message.body(Ifinfomsg.SIZE)));
        AttributeReader attributes = message.attributes(Ifinfomsg.SIZE);
        assertTrue(attributes.next());
        assertEquals(0x7a0102030405L, attributes.asMac());
        assertTrue(attributes.next());
        assertEquals(NEST, attributes.type());
        AttributeReader nested = attributes.nested();
        assertTrue(nested.next());
        assertEquals("veth", nested.asString());
        assertTrue(nested.next());
        assertEquals(-5, nested.asInt());
        assertFalse(nested.next());
        assertFalse(attributes.next());
    }

    @Test
    void shouldRefuseWhenRequestOutgrowsItsMemory() {
        RequestWriter request = new RequestWriter(RtnetlinkConstants.RTM_NEWLINK, FLAG);

        assertThrows(
                IllegalArgumentException.class, () -> request.putBytes(1, new byte[4096 - 16 - 3]));

        request.putBytes(1, new byte[4096 - 16 - 4]);
    }

    @Test
    void shouldSplitDatagramWhenItHoldsSeveralMessages() {
        byte[] first = bytes(new RequestWriter(20, 0), 0, 1);
        byte[] second = bytes(new RequestWriter(21, 0).putByte(1, 1), 0, 1);
        ByteBuffer datagram = ByteBuffer.allocate(first.length + second.length);
        datagram.put(first).put(second);

        List<NetlinkMessage> messages = NetlinkMessage.split(datagram.array());

        assertEquals(List.of(20, 21), messages.stream().map(NetlinkMessage::type).toList());
    }

    @Test
    void shouldExplainWhenKernelDoes() {
        byte[] capped =
                acknowledgement(-Errno.EEXIST, NetlinkConstants.NLM_F_CAPPED, 0, "is there");
        byte[] whole = acknowledgement(-Errno.EEXIST, 0, 8, "is there");

        for (byte[] datagram : List.of(capped, whole)) {
            NetlinkMessage message = NetlinkMessage.split(datagram).getFirst();
            assertEquals(-Errno.EEXIST, message.result());
            assertEquals("is there", message.explanation());
        }
    }

    @Test
    void shouldThrowWhenALengthIsWrong() {
        byte[] good = acknowledgement(-Errno.EEXIST, 0, 8, "is there");

        assertMalformed(withShort(good, 0, 15));
        assertMalformed(withShort(good, 0, good.length + 1));
        assertMalformed(withShort(good, 0, 0));
        assertMalformed(withShort(good, 0, 18)); // the error number is cut off
        assertMalformed(withShort(good, 20, 0xFFFF)); // the request that comes back
        assertMalformed(withShort(good, 44, 3)); // the attribute
        assertMalformed(withShort(good, 44, 0));
        assertMalformed(withShort(good, 44, 0xFFFF));
        assertMalformed(new byte[15]);
    }

    @Test
    void shouldThrowWhenValueHasAnotherSize() {
        RequestWriter request = new RequestWriter(20, 0).putByte(1, 1);
        AttributeReader attributes =
                NetlinkMessage.split(bytes(request, 0, 1)).getFirst().attributes(0);
        assertTrue(attributes.next());

        assertThrows(MalformedMessageException.class, attributes::asInt);
        assertThrows(MalformedMessageException.class, attributes::asMac);
        assertThrows(MalformedMessageException.class, () -> attributes.nested().next());
    }

    @Test
    void shouldReadOrThrowMalformedWhenBytesAreRandom() {
        Random random = new Random(Seed.next(NetlinkMessageTest.class));
        RequestWriter link = new RequestWriter(RtnetlinkConstants.RTM_NEWLINK, FLAG);
        link.body(Ifinfomsg.SIZE);
        link.putInt(4, 1376).putNested(NEST, info -> info.putString(1, "veth").putByte(2, 5));
        List<byte[]> good =
                List.of(acknowledgement(-Errno.EEXIST, 0, 8, "is there"), bytes(link, 0, 1));
        int malformed = 0;
        for (int i = 0; i < RANDOM_CASES; i++) {
            byte[] bytes = good.get(i / 2 % 2).clone();
            if (i % 2 == 0) {
                bytes = new byte[random.nextInt(100)];
                random.nextBytes(bytes);
                if (bytes.length >= 4) {
                    bytes = withShort(bytes, 0, random.nextInt(bytes.length + 2));
                    bytes[2] = 0;
                    bytes[3] = 0;
                }
            } else {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            malformed += isMalformed(bytes) ? 1 : 0;
        }
        assertTrue(malformed > RANDOM_CASES / 10, malformed + " malformed");
        assertTrue(malformed < RANDOM_CASES * 9 / 10, malformed + " malformed");
    }

    private static void assertMalformed(byte[] datagram) {
        assertTrue(isMalformed(datagram), HexFormat.of().formatHex(datagram));
    }

    /** Reads all that can be read; anything else thrown fails the test. */
    private static boolean isMalformed(byte[] datagram) {
        try {
            for (NetlinkMessage message : NetlinkMessage.split(datagram)) {
                if (message.type() == NetlinkConstants.NLMSG_ERROR) {
                    message.result();
                    message.explanation();
                } else {
                    walk(message.attributes(Ifinfomsg.SIZE));
                }
            }
            return false;
        } catch (MalformedMessageException expected) {
            return true;
        }
    }

    private static void walk(AttributeReader attributes) {
        while (attributes.next()) {
            attributes.asString();
            if (attributes.type() == NEST) {
                walk(attributes.nested());
            }
        }
    }

    private static byte[] acknowledgement(int error, int flags, int requestBody, String text) {
        RequestWriter writer =
                new RequestWriter(
                        NetlinkConstants.NLMSG_ERROR, NetlinkConstants.NLM_F_ACK_TLVS | flags);
        long body = writer.body(20 + requestBody);
        writer.memory().set(JAVA_INT, body, error);
        writer.memory().set(JAVA_INT, body + 4, 16 + requestBody);
        return bytes(writer.putString(NetlinkConstants.NLMSGERR_ATTR_MSG, text), 0, 1);
    }

    private static byte[] bytes(RequestWriter request, int flags, int sequence) {
        return request.finish(flags, sequence).toArray(JAVA_BYTE);
    }

    private static byte[] withShort(byte[] bytes, int offset, int value) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putShort(offset, (short) value);
        return changed;
    }
}
