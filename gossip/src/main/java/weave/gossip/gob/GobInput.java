package weave.gossip.gob;

import java.util.Arrays;

/** Bytes being read. Nothing is believed: every length is checked against what is left. */
final class GobInput {
    /**
     * Elements of lists and maps, and values, in one payload. Far more than the largest mesh's
     * topology has, which is one element in 20 to 40 bytes; but each becomes an object here, and
     * hostile ones take a single byte each.
     */
    private static final int ELEMENTS_MAX = 1 << 19;

    private static final int ONE_BYTE_MAX = 0x7F;

    private final byte[] bytes;
    private final int end;
    private final Budget budget;
    private int position;

    /** What is left of {@link #ELEMENTS_MAX}, shared by the messages of one payload. */
    private static final class Budget {
        private int elements = ELEMENTS_MAX;
    }

    GobInput(byte[] bytes, int offset, int length) {
        this(bytes, offset, offset + length, new Budget());
    }

    private GobInput(byte[] bytes, int position, int end, Budget budget) {
        this.bytes = bytes;
        this.position = position;
        this.end = end;
        this.budget = budget;
    }

    int remaining() {
        return end - position;
    }

    /** The next byte, which must be there. */
    int peek() {
        return bytes[position] & 0xFF;
    }

    /** The next {@code length} bytes as an input of their own; this one continues behind them. */
    GobInput part(int length) throws GobException {
        spend(1);
        position += length;
        return new GobInput(bytes, position - length, position, budget);
    }

    /**
     * An unsigned number: itself if below 128, otherwise 256 less the count of the big-endian bytes
     * that follow.
     */
    long uint() throws GobException {
        int first = next();
        if (first <= ONE_BYTE_MAX) {
            return first;
        }
        int length = 256 - first;
        if (length > Long.BYTES) {
            throw new GobException("number of " + length + " bytes");
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | next();
        }
        return value;
    }

    /** A signed number: the lowest bit tells whether the others are to be complemented. */
    long integer() throws GobException {
        long value = uint();
        return (value & 1) == 0 ? value >>> 1 : ~(value >>> 1);
    }

    /** A length in bytes, of which as many are there. */
    int length() throws GobException {
        long length = uint();
        if (length < 0 || length > remaining()) {
            throw new GobException("length beyond the message");
        }
        return (int) length;
    }

    /** A count of elements that take at least {@code bytesEach} bytes each. */
    int count(int bytesEach) throws GobException {
        long count = uint();
        if (count < 0 || count > remaining() / bytesEach) {
            throw new GobException("count beyond the message");
        }
        spend((int) count);
        return (int) count;
    }

    /** The distance to the next field of a struct, 0 at the end. */
    int step(int number, int fieldCount) throws GobException {
        long step = uint();
        if (step < 0 || step >= fieldCount - number) {
            throw new GobException("field beyond the struct");
        }
        return (int) step;
    }

    /**
     * @param length as {@link #length} gave it
     */
    byte[] bytes(int length) {
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    /**
     * @param length as {@link #length} gave it
     */
    void skip(int length) {
        position += length;
    }

    private int next() throws GobException {
        if (position == end) {
            throw new GobException("unexpected end");
        }
        return bytes[position++] & 0xFF;
    }

    private void spend(int elements) throws GobException {
        budget.elements -= elements;
        if (budget.elements < 0) {
            throw new GobException("more than " + ELEMENTS_MAX + " elements");
        }
    }
}
