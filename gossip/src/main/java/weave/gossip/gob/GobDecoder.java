package weave.gossip.gob;

/**
 * Reads a stream whose messages are brought one by one.
 *
 * <pre>
 *   message:     | length | type (int) | content |
 *   type &lt; 0:    a definition of the type with the opposite number
 *   type &gt; 0:    a value: of a struct as it is, of any other type behind a byte 00
 * </pre>
 */
public final class GobDecoder {
    private final TypeTable types = new TypeTable();

    /**
     * Reads one message, without the length that precedes it. Bytes behind the value are ignored.
     *
     * @return the value, or {@code null} if the message is a definition
     * @throws GobException if it is malformed or a value of another type; the stream is of no use
     *     any more
     */
    public <T> T decode(GobType<T> type, byte[] bytes, int offset, int length) throws GobException {
        return decode(type, new GobInput(bytes, offset, length));
    }

    <T> T decode(GobType<T> type, GobInput message) throws GobException {
        long id = message.integer();
        if (id >= 0) {
            return value(type, id, message);
        }
        types.define(-id, message);
        if (message.remaining() > 0) {
            throw new GobException("bytes behind a definition");
        }
        return null;
    }

    private <T> T value(GobType<T> type, long id, GobInput in) throws GobException {
        if (id > Integer.MAX_VALUE) {
            throw new GobException("undefined type " + id);
        }
        ValueReader<T> reader = types.reader(type, (int) id);
        if (type instanceof GobStruct<T> struct) {
            if (struct.isStrangerTo((WireType.Struct) types.type((int) id))) {
                throw new GobException("a struct without any known field");
            }
        } else if (in.uint() != 0) {
            throw new GobException("no zero before a value that is no struct");
        }
        return reader.read(in);
    }
}
