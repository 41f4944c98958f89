package weave.gossip.gob;

/** Reads a stream that is there as a whole. */
public final class GobReader {
    private final GobDecoder decoder = new GobDecoder();
    private final GobInput in;

    /**
     * @param bytes not changed while the reader is in use
     */
    public GobReader(byte[] bytes) {
        in = new GobInput(bytes, 0, bytes.length);
    }

    /** Whether the stream goes on. It ends with its bytes or with an empty message. */
    public boolean hasNext() {
        return in.remaining() > 0 && in.peek() != 0;
    }

    /**
     * The next value.
     *
     * @throws GobException if there is none, or it is malformed or of another type
     */
    public <T> T next(GobType<T> type) throws GobException {
        T value = null;
        while (value == null) {
            if (!hasNext()) {
                throw new GobException("unexpected end");
            }
            value = decoder.decode(type, in.part(in.length()));
        }
        return value;
    }
}
