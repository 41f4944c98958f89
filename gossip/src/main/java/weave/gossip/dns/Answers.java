package weave.gossip.dns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything there is to say of one name, ready to be sent. A record here is what follows the name
 * in an answer, RFC 1035, section 4.1.3:
 *
 * <pre>
 *   0      2       4       8          10
 *   | type | class |  TTL  | length n | data, n bytes |
 * </pre>
 *
 * Immutable.
 */
public final class Answers {
    private static final byte[][] NONE = {};
    private static final int RECORD_HEAD = 10;
    private static final short CLASS_INTERNET = 1;

    private final byte[][] addresses;
    private final byte[][] addresses6;
    private final byte[][] services;
    private final byte[][] aliases;
    private final byte[][] pointers;
    private final byte[] target;

    private Answers(List<RecordData> data, byte[] pointer, int ttlSeconds) {
        addresses = records(data, RecordType.A, ttlSeconds);
        addresses6 = records(data, RecordType.AAAA, ttlSeconds);
        services = records(data, RecordType.SRV, ttlSeconds);
        // A name has one alias at most: the first counts.
        aliases = first(records(data, RecordType.CNAME, ttlSeconds));
        pointers =
                pointer == null ? NONE : new byte[][] {record(RecordType.PTR, ttlSeconds, pointer)};
        target =
                data.stream()
                        .filter(RecordData.Alias.class::isInstance)
                        .map(RecordData::wire)
                        .findFirst()
                        .orElse(null);
    }

    /** Of a name with these data, in order. */
    static Answers of(List<RecordData> data, int ttlSeconds) {
        return new Answers(data, null, ttlSeconds);
    }

    /** Of an address with this name, if it is one that can be told. */
    static Optional<Answers> pointer(String hostname, int ttlSeconds) {
        return DnsName.wire(hostname).map(name -> new Answers(List.of(), name, ttlSeconds));
    }

    /** The records of a type; never {@code null}, not to be changed. */
    public byte[][] records(int type) {
        return switch (type) {
            case RecordType.A -> addresses;
            case RecordType.AAAA -> addresses6;
            case RecordType.SRV -> services;
            case RecordType.CNAME -> aliases;
            case RecordType.PTR -> pointers;
            default -> NONE;
        };
    }

    /** The name that this one is an alias of, in bytes, not to be changed; {@code null} if none. */
    public byte[] target() {
        return target;
    }

    private static byte[][] records(List<RecordData> data, int type, int ttlSeconds) {
        List<byte[]> records = new ArrayList<>();
        for (RecordData one : data) {
            if (one.type() == type) {
                records.add(record(type, ttlSeconds, one.wire()));
            }
        }
        return records.isEmpty() ? NONE : records.toArray(NONE);
    }

    private static byte[][] first(byte[][] records) {
        return records.length < 2 ? records : new byte[][] {records[0]};
    }

    private static byte[] record(int type, int ttlSeconds, byte[] data) {
        return ByteBuffer.allocate(RECORD_HEAD + data.length)
                .putShort((short) type)
                .putShort(CLASS_INTERNET)
                .putInt(ttlSeconds)
                .putShort((short) data.length)
                .put(data)
                .array();
    }
}
