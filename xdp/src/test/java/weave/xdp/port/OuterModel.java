package weave.xdp.port;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A frame with a datagram in it, written and read in the most straightforward way.
 *
 * @param tags of VLANs, type and control
 * @param options bytes of IPv4's, a multiple of 4
 * @param fragmentField flags and offset
 * @param checksum how that of UDP is
 * @param padding bytes behind the datagram
 */
record OuterModel(
        long sourceMac,
        long destinationMac,
        int[] tags,
        int options,
        int identification,
        int fragmentField,
        int source,
        int sourcePort,
        int destination,
        int destinationPort,
        byte[] payload,
        Sum checksum,
        int padding) {
    static final int DONT_FRAGMENT = 0x4000;

    enum Sum {
        FULL,
        PSEUDO_HEADER,
        NONE
    }

    /** What a frame is, and if it is good, what is in it. */
    record Reading(
            Arrival arrival, long source, int destinationPort, int payloadOffset, byte[] payload) {
        private static Reading bad(Arrival arrival) {
            return new Reading(arrival, 0, 0, 0, null);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Reading(var a, var s, var port, var offset, var bytes)
                    && a == arrival
                    && s == source
                    && port == destinationPort
                    && offset == payloadOffset
                    && Arrays.equals(bytes, payload);
        }

        @Override
        public int hashCode() {
            return arrival.hashCode();
        }
    }

    byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(200 + payload.length + padding);
        putMac(out, destinationMac);
        putMac(out, sourceMac);
        for (int tag : tags) {
            out.putInt(tag);
        }
        out.putShort((short) 0x0800);
        int ip = out.position();
        int headerLength = 20 + options;
        out.put((byte) (4 << 4 | headerLength / 4)).put((byte) 0);
        out.putShort((short) (headerLength + 8 + payload.length));
        out.putShort((short) identification).putShort((short) fragmentField);
        out.put((byte) 64).put((byte) 17).putShort((short) 0);
        out.putInt(source).putInt(destination);
        for (int i = 0; i < options; i++) {
            out.put((byte) 1);
        }
        int ipSum = naiveSum(out.array(), ip, headerLength);
        out.putShort(ip + 10, (short) ~ipSum);
        int udp = out.position();
        int length = 8 + payload.length;
        out.putShort((short) sourcePort).putShort((short) destinationPort);
        out.putShort((short) length).putShort((short) 0).put(payload);
        int pseudo = pseudoHeader(out.array(), ip, length);
        int full = ~naiveAdd(pseudo, naiveSum(out.array(), udp, length)) & 0xFFFF;
        switch (checksum) {
            case FULL -> out.putShort(udp + 6, (short) (full == 0 ? 0xFFFF : full));
            case PSEUDO_HEADER -> out.putShort(udp + 6, (short) pseudo);
            case NONE -> {}
        }
        return Arrays.copyOf(out.array(), out.position() + padding);
    }

    /** Reads any bytes. */
    static Reading read(byte[] frame) {
        if (frame.length < 14) {
            return Reading.bad(Arrival.CUT_OFF);
        }
        ByteBuffer in = ByteBuffer.wrap(frame);
        int at = 12;
        for (int i = 0; i < 2; i++) {
            int type = word(in, at);
            if (type == 0x8100 || type == 0x88A8) {
                at += 4;
                if (at + 2 > frame.length) {
                    return Reading.bad(Arrival.CUT_OFF);
                }
            }
        }
        return word(in, at) == 0x0800 ? readIp(in, at + 2) : Reading.bad(Arrival.NOT_UDP);
    }

    private static Reading readIp(ByteBuffer in, int ip) {
        int left = in.capacity() - ip;
        if (left < 20) {
            return Reading.bad(Arrival.CUT_OFF);
        }
        int headerLength = (in.get(ip) & 15) * 4;
        int total = word(in, ip + 2);
        if ((in.get(ip) & 0xF0) != 0x40 || headerLength < 20 || total < headerLength) {
            return Reading.bad(Arrival.MALFORMED);
        }
        if (total > left) {
            return Reading.bad(Arrival.CUT_OFF);
        }
        if (naiveSum(in.array(), ip, headerLength) != 0xFFFF) {
            return Reading.bad(Arrival.WRONG_IP_CHECKSUM);
        }
        int fragment = word(in, ip + 6);
        if (in.get(ip + 9) != 17 || (fragment & 0x2000) != 0 || (fragment & 0x1FFF) != 0) {
            return Reading.bad(Arrival.NOT_UDP);
        }
        int udp = ip + headerLength;
        int most = total - headerLength;
        if (most < 8 || word(in, udp + 4) < 8 || word(in, udp + 4) > most) {
            return Reading.bad(Arrival.MALFORMED);
        }
        return readUdp(in, ip, udp, word(in, udp + 4));
    }

    private static Reading readUdp(ByteBuffer in, int ip, int udp, int length) {
        byte[] array = in.array();
        int stated = word(in, udp + 6);
        int pseudo = pseudoHeader(array, ip, length);
        boolean isRight = naiveAdd(pseudo, naiveSum(array, udp, length)) == 0xFFFF;
        Arrival arrival =
                stated == 0 || isRight
                        ? Arrival.DATAGRAM
                        : stated == pseudo
                                ? Arrival.DATAGRAM_WITHOUT_CHECKSUM
                                : Arrival.WRONG_UDP_CHECKSUM;
        if (arrival == Arrival.WRONG_UDP_CHECKSUM) {
            return Reading.bad(arrival);
        }
        long source = (in.getInt(ip + 12) & 0xFFFF_FFFFL) << 16 | word(in, udp);
        byte[] payload = Arrays.copyOfRange(array, udp + 8, udp + length);
        return new Reading(arrival, source, word(in, udp + 2), udp + 8, payload);
    }

    private static void putMac(ByteBuffer out, long mac) {
        for (int shift = 40; shift >= 0; shift -= 8) {
            out.put((byte) (mac >>> shift));
        }
    }

    private static int word(ByteBuffer in, int at) {
        return in.getShort(at) & 0xFFFF;
    }

    private static int pseudoHeader(byte[] bytes, int ip, int length) {
        return naiveAdd(naiveAdd(naiveSum(bytes, ip + 12, 8), 17), length);
    }

    private static int naiveSum(byte[] bytes, int from, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum =
                    naiveAdd(
                            sum,
                            i % 2 == 0 ? (bytes[from + i] & 0xFF) << 8 : bytes[from + i] & 0xFF);
        }
        return sum;
    }

    private static int naiveAdd(int sum, int word) {
        int total = sum + word;
        return total > 0xFFFF ? total - 0xFFFF : total;
    }
}
