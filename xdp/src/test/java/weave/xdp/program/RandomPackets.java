package weave.xdp.program;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Packets of which many are nearly ours, and wrong in one place or two. */
final class RandomPackets {
    /** The least that the kernel takes for a test run. */
    static final int LENGTH_MIN = 14;

    private static final int PAYLOAD_MAX = 60;
    private static final int[] TAG_TYPES = {OuterPacket.CUSTOMER, OuterPacket.SERVICE};
    private static final int[] TAG_IDS = {0, 5, 7, 5, 7, 100, 4095};
    private static final int[] PROTOCOLS = {0, 1, 6, 17, 43, 44, 50, 51, 58, 59, 60, 132, 135};
    private static final int[] TYPES = {0x0806, 0x0800, 0x86DD, 0x8100, 0x88A8, 0x88CC, 60, 0x8847};
    private static final int[] FRAGMENTS = {0, 0x2000, 0x6000, 1, 0x1FFF, 0x4001, 0x8000};
    private static final int[] PORTS = {6782, 6785, 53, 0, 65_535, 0x7F1A, 0x801A};

    private final Random random;
    private final List<byte[]> destinations;

    RandomPackets(Random random, List<byte[]> destinations) {
        this.random = random;
        this.destinations = destinations;
    }

    byte[] next() {
        if (oneIn(50)) {
            byte[] noise = new byte[LENGTH_MIN + random.nextInt(100)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = packet().bytes();
        if (oneIn(12)) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        if (oneIn(5)) {
            bytes = Arrays.copyOf(bytes, LENGTH_MIN + random.nextInt(bytes.length - LENGTH_MIN));
        }
        return bytes;
    }

    /** How many bytes of a packet are in its first buffer. */
    int visible(int length) {
        return oneIn(4) ? random.nextInt(length + 1) : length;
    }

    private OuterPacket packet() {
        OuterPacket packet = new OuterPacket();
        packet.macFirst = oneIn(30) ? random.nextInt() : packet.macFirst;
        packet.tags = random.ints(tagCount(), 0, Integer.MAX_VALUE).map(this::tag).toArray();
        packet.type = oneIn(20) ? one(TYPES) : packet.type;
        packet.destination = destinations.get(random.nextInt(destinations.size()));
        packet.version = oneIn(30) ? random.nextInt(16) : packet.version;
        packet.headerWords = oneIn(5) ? random.nextInt(16) : packet.headerWords;
        packet.protocol = oneIn(10) ? one(PROTOCOLS) : packet.protocol;
        packet.fragment = oneIn(10) ? one(FRAGMENTS) : packet.fragment;
        packet.port = oneIn(8) ? one(PORTS) : 6783 + random.nextInt(2);
        packet.payload = random.nextInt(PAYLOAD_MAX);
        packet.lengthError = oneIn(8) ? error() : 0;
        packet.udpLengthError = oneIn(8) ? error() : 0;
        packet.incomplete = oneIn(6);
        packet.padding = oneIn(4) ? random.nextInt(30) : 0;
        return packet;
    }

    private int tagCount() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> 1;
            case 2, 3 -> 2;
            case 4 -> random.nextInt(5);
            default -> 0;
        };
    }

    private int tag(int any) {
        int priority = (any & 7) << 13;
        return OuterPacket.tag(one(TAG_TYPES), priority | one(TAG_IDS));
    }

    private int error() {
        return oneIn(3) ? random.nextInt() : random.nextInt(81) - 40;
    }

    private int one(int[] of) {
        return of[random.nextInt(of.length)];
    }

    private boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }
}
