package weave.gossip.dns.server;

/**
 * Writes one answer: the header, the question as it was asked, and records behind names in full.
 * What does not fit is left out, RFC 2181, section 9. One instance is used again and again.
 */
final class AnswerWriter {
    static final int NO_ERROR = 0;
    static final int FORMAT_ERROR = 1;
    static final int SERVER_FAILURE = 2;
    static final int NAME_ERROR = 3;
    static final int NOT_IMPLEMENTED = 4;

    /** What the length before a message over TCP can say. */
    static final int LENGTH_MAX = 65_535;

    private static final int RESPONSE = 0x80;
    private static final int CODE = 0x0F;
    private static final int OPCODE = 0x78;
    private static final int AUTHORITATIVE = 0x04;
    private static final int TRUNCATED = 0x02;
    private static final int RECURSION_DESIRED = 0x01;
    private static final int RECURSION_AVAILABLE = 0x80;

    private final byte[] message;
    private int length;
    private int records;
    private int lengthMax;

    AnswerWriter() {
        this(LENGTH_MAX);
    }

    /**
     * @param room bytes of the longest answer
     */
    AnswerWriter(int room) {
        message = new byte[room];
    }

    /** What is left of somebody's answer that is too long: that there is more, by TCP. */
    static AnswerWriter cut(byte[] query, int questionEnd, byte[] answer) {
        AnswerWriter writer = new AnswerWriter(questionEnd);
        writer.begin(query, questionEnd, answer[3] & CODE, false, questionEnd);
        writer.message[2] |= (byte) (TRUNCATED | answer[2] & AUTHORITATIVE);
        return writer;
    }

    /** The answer's bytes, from the array's beginning; good until the next one is begun. */
    byte[] message() {
        return message;
    }

    int length() {
        return length;
    }

    /**
     * An answer without records.
     *
     * @param questionEnd where the question to be repeated ends; the header's length for none
     */
    void begin(byte[] query, int questionEnd, int code, boolean authoritative, int answerMax) {
        System.arraycopy(query, 0, message, 0, questionEnd);
        message[2] =
                (byte)
                        (RESPONSE
                                | (authoritative ? AUTHORITATIVE : 0)
                                | query[2] & (OPCODE | RECURSION_DESIRED));
        message[3] = (byte) (RECURSION_AVAILABLE | code);
        put16(4, questionEnd > Question.HEADER_LENGTH ? 1 : 0);
        put16(6, 0);
        put16(8, 0);
        put16(10, 0);
        length = questionEnd;
        records = 0;
        lengthMax = Math.min(answerMax, LENGTH_MAX);
    }

    /** A single record always fits: see {@link #only}. */
    boolean add(byte[] names, int nameFrom, int nameLength, byte[] record) {
        if (length + nameLength + record.length > lengthMax) {
            message[2] |= TRUNCATED;
            return false;
        }
        append(names, nameFrom, nameLength, record);
        return true;
    }

    /** Appends the only record, however little the asker takes: it is not cut for that. */
    void only(byte[] names, int nameFrom, int nameLength, byte[] record) {
        append(names, nameFrom, nameLength, record);
    }

    void code(int code) {
        message[3] = (byte) (RECURSION_AVAILABLE | code);
    }

    private void append(byte[] names, int nameFrom, int nameLength, byte[] record) {
        System.arraycopy(names, nameFrom, message, length, nameLength);
        System.arraycopy(record, 0, message, length + nameLength, record.length);
        length += nameLength + record.length;
        records++;
        put16(6, records);
    }

    private void put16(int at, int value) {
        message[at] = (byte) (value >>> 8);
        message[at + 1] = (byte) value;
    }
}
