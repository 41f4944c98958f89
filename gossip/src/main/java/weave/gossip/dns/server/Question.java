package weave.gossip.dns.server;

import weave.gossip.dns.DnsName;
import weave.gossip.dns.RecordType;

/**
 * A query, taken apart: RFC 1035, section 4.1. One instance is used again and again.
 *
 * <pre>
 *   0    2       4         6         8         10        12
 *   | id | flags | QDCOUNT | ANCOUNT | NSCOUNT | ARCOUNT | name | type | class | … | records …
 * </pre>
 */
final class Question {
    static final int HEADER_LENGTH = 12;

    /** What a datagram may hold where the query does not say otherwise. */
    private static final int DATAGRAM_LENGTH_DEFAULT = 512;

    /** Behind a record's name: type, class, TTL, and the length of the data. */
    private static final int RECORD_HEAD = 10;

    private static final int POINTER = 0xC0;

    /** The name in lower case, and room for a domain behind it. */
    final byte[] name = new byte[2 * DnsName.LENGTH_MAX];

    /** Bytes of the name, its final zero included. */
    int nameLength;

    /** Labels of the name. */
    int labels;

    int type;

    /** Where the first question ends in the message. */
    int end;

    /** How many questions there are. */
    int count;

    /** Bytes that the sender takes in a datagram. */
    int datagramLengthMax;

    enum Kind {
        /** To be answered. */
        QUERY,
        /** No query: an answer would only beget answers. */
        NONE,
        /** A request of another kind, RFC 1035, section 4.1.1. */
        OTHER_OPCODE,
        MALFORMED
    }

    /** Reads a message. Unless it is a {@link Kind#QUERY}, the fields mean nothing. */
    Kind read(byte[] message, int length) {
        if (length < HEADER_LENGTH || (message[2] & 0x80) != 0) {
            return Kind.NONE;
        }
        if ((message[2] & 0x78) != 0) {
            return Kind.OTHER_OPCODE;
        }
        count = number(message, 4);
        datagramLengthMax = DATAGRAM_LENGTH_DEFAULT;
        if (count == 0 || !readName(message, length)) {
            return Kind.MALFORMED;
        }
        int at = end;
        for (int i = 1; i < count; i++) {
            at = skipName(message, at, length) + 4;
            if (at < HEADER_LENGTH || at > length) {
                return Kind.MALFORMED;
            }
        }
        return readRecords(message, at, length) ? Kind.QUERY : Kind.MALFORMED;
    }

    /** The first question: in it, a name cannot be abbreviated. */
    private boolean readName(byte[] message, int length) {
        int at = HEADER_LENGTH;
        labels = 0;
        while (at < length && message[at] != 0) {
            int label = message[at] & 0xFF;
            int written = at - HEADER_LENGTH;
            if (label > DnsName.LABEL_LENGTH_MAX
                    || at + label >= length
                    || written + label + 2 > DnsName.LENGTH_MAX) {
                return false;
            }
            name[written] = (byte) label;
            for (int i = 1; i <= label; i++) {
                byte letter = message[at + i];
                name[written + i] = letter >= 'A' && letter <= 'Z' ? (byte) (letter + 32) : letter;
            }
            at += label + 1;
            labels++;
        }
        if (at + 5 > length) {
            return false;
        }
        nameLength = at + 1 - HEADER_LENGTH;
        name[nameLength - 1] = 0;
        type = number(message, at + 1);
        end = at + 5;
        return true;
    }

    /** Looks for the sender's limit in the OPT record of RFC 6891. */
    private boolean readRecords(byte[] message, int from, int length) {
        int before = number(message, 6) + number(message, 8);
        int records = before + number(message, 10);
        int at = from;
        boolean found = false;
        for (int i = 0; i < records; i++) {
            int head = skipName(message, at, length);
            if (head < 0 || head + RECORD_HEAD > length) {
                return false;
            }
            if (!found && i >= before && number(message, head) == RecordType.OPT) {
                datagramLengthMax = number(message, head + 2);
                found = true;
            }
            at = head + RECORD_HEAD + number(message, head + RECORD_HEAD - 2);
            if (at > length) {
                return false;
            }
        }
        return true;
    }

    /** Where a name ends, abbreviated or not; negative if it does not. */
    private static int skipName(byte[] message, int from, int length) {
        int at = from;
        while (at < length) {
            int label = message[at] & 0xFF;
            if (label == 0) {
                return at + 1;
            }
            if (label >= POINTER) {
                return at + 2 <= length ? at + 2 : -HEADER_LENGTH;
            }
            if (label > DnsName.LABEL_LENGTH_MAX) {
                return -HEADER_LENGTH;
            }
            at += label + 1;
        }
        return -HEADER_LENGTH;
    }

    /** Whether the name is {@code domain} or below it. */
    boolean isWithin(byte[] domain) {
        int start = nameLength - domain.length;
        if (start < 0) {
            return false;
        }
        for (int i = 0; i < domain.length; i++) {
            if (name[start + i] != domain[i]) {
                return false;
            }
        }
        int label = 0;
        while (label < start) {
            label += name[label] + 1;
        }
        return label == start;
    }

    /** Puts {@code domain} behind a name of one label. */
    void complete(byte[] domain) {
        System.arraycopy(domain, 0, name, nameLength - 1, domain.length);
        nameLength += domain.length - 1;
    }

    /** Asks the same of another name. */
    void rename(byte[] other) {
        for (int i = 0; i < other.length; i++) {
            byte letter = other[i];
            name[i] = letter >= 'A' && letter <= 'Z' ? (byte) (letter + 32) : letter;
        }
        nameLength = other.length;
    }

    /** Whether the name is an IPv4 address, backwards, directly below in-addr.arpa. */
    boolean isReverseAddress() {
        if (labels != 6) {
            return false;
        }
        int at = 0;
        for (int i = 0; i < 4; i++) {
            if (!isOctet(at)) {
                return false;
            }
            at += name[at] + 1;
        }
        return true;
    }

    private boolean isOctet(int label) {
        int length = name[label];
        int value = 0;
        for (int i = 1; i <= length; i++) {
            int digit = name[label + i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = 10 * value + digit;
        }
        return length <= 3 && value <= 255 && (length == 1 || name[label + 1] != '0');
    }

    static int number(byte[] message, int at) {
        return (message[at] & 0xFF) << 8 | message[at + 1] & 0xFF;
    }
}
