package weave.bench.dns;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** The names that are looked up: container after container of a cluster, in some order. */
public record Names(int count) {
    /** As weaved has it by default. */
    public static final String DOMAIN = "weave.local";

    private static final int RECURSION_DESIRED = 0x0100;
    private static final short TYPE_A = 1;
    private static final short CLASS_INTERNET = 1;
    private static final int NETWORK = 10 << 24 | 32 << 16;

    /** Without its domain. */
    public String label(int number) {
        return "container-" + number;
    }

    public String name(int number) {
        return label(number) + "." + DOMAIN;
    }

    /** Each name has one of its own. */
    public String address(int number) {
        int ip = NETWORK + number + 1;
        return (ip >>> 24) + "." + (ip >>> 16 & 0xFF) + "." + (ip >>> 8 & 0xFF) + "." + (ip & 0xFF);
    }

    /** A query for each name, without an id, in an order that is the same every time. */
    byte[][] queries() {
        byte[][] queries = new byte[count][];
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            int place = random.nextInt(i + 1);
            queries[i] = queries[place];
            queries[place] = query(name(i));
        }
        return queries;
    }

    private static byte[] query(String name) {
        ByteBuffer query = ByteBuffer.allocate(12 + name.length() + 2 + 4);
        query.putShort((short) 0).putShort((short) RECURSION_DESIRED);
        query.putShort((short) 1).putShort((short) 0).putInt(0);
        for (String label : name.split("\\.")) {
            query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        return query.put((byte) 0).putShort(TYPE_A).putShort(CLASS_INTERNET).array();
    }
}
