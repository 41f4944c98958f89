package weave.gossip.dns.server;

import weave.gossip.dns.Answers;
import weave.gossip.dns.DnsName;
import weave.gossip.dns.NameIndex;
import weave.gossip.dns.RecordType;

/**
 * Answers questions from the index of names, or says who else has to be asked. Bytes in, bytes out;
 * no garbage. For one thread.
 */
final class Answerer {
    /** A datagram over IPv4 holds no more. */
    private static final int DATAGRAM_LENGTH_MAX = 65_507;

    /** Aliases of aliases followed for one question. */
    private static final int ALIASES_MAX = 8;

    private static final byte[] REVERSE = DnsName.wire(DnsName.REVERSE_DOMAIN).orElseThrow();
    private static final byte[] REVERSE_6 = DnsName.wire(DnsName.REVERSE_DOMAIN_6).orElseThrow();

    private final byte[] domain;
    private final NameIndex index;
    private final Question question = new Question();
    private final AnswerWriter writer = new AnswerWriter();
    private int[] order = new int[64];
    private long random;
    private byte[] target;

    /** What is to be done with a message. */
    enum Verdict {
        /** The answer is in {@link #message}. */
        ANSWERED,
        /** Nothing. */
        IGNORED,
        /** The servers upstream know. */
        FORWARD,
        /**
         * It is an alias of {@link #target}, of which the servers upstream know; the answer so far
         * is in {@link #message}.
         */
        FORWARD_TARGET
    }

    /**
     * @param domain in bytes and lower case
     * @param seed of the order of answers
     */
    Answerer(byte[] domain, NameIndex index, long seed) {
        this.domain = domain;
        this.index = index;
        this.random = seed | 1;
    }

    /** Looks at a query, which came by UDP or by TCP. */
    Verdict answer(byte[] query, int length, boolean datagram) {
        Question.Kind kind = question.read(query, length);
        switch (kind) {
            case NONE -> {
                return Verdict.IGNORED;
            }
            case MALFORMED -> {
                return refuse(query, AnswerWriter.FORMAT_ERROR);
            }
            case OTHER_OPCODE -> {
                return refuse(query, AnswerWriter.NOT_IMPLEMENTED);
            }
            case QUERY -> {
                // Below.
            }
        }
        int lengthMax = lengthMax(datagram);
        if (question.isWithin(REVERSE) && REVERSE.length > domainLengthIfWithin()) {
            return reverse(query, lengthMax);
        }
        if (question.isWithin(REVERSE_6) && REVERSE_6.length > domainLengthIfWithin()) {
            return reverse6(query, lengthMax);
        }
        boolean isWithin = question.isWithin(domain);
        if (question.labels == 1) {
            question.complete(domain);
            return local(query, lengthMax);
        }
        return isWithin ? local(query, lengthMax) : Verdict.FORWARD;
    }

    /** The answer's bytes, from the array's beginning; good until the next question. */
    byte[] message() {
        return writer.message();
    }

    int messageLength() {
        return writer.length();
    }

    /** Where the question ends in the query that was looked at last. */
    int questionEnd() {
        return question.end;
    }

    int questionType() {
        return question.type;
    }

    /** Bytes that the asker of the query that was looked at last takes. */
    int lengthMax(boolean datagram) {
        return datagram
                ? Math.min(question.datagramLengthMax, DATAGRAM_LENGTH_MAX)
                : AnswerWriter.LENGTH_MAX;
    }

    byte[] target() {
        return target;
    }

    private int domainLengthIfWithin() {
        return question.isWithin(domain) ? domain.length : 0;
    }

    private Verdict local(byte[] query, int lengthMax) {
        Answers answers =
                question.count == 1 ? index.find(question.name, question.nameLength) : null;
        if (answers == null) {
            return nameError(query);
        }
        writer.begin(query, question.end, AnswerWriter.NO_ERROR, true, lengthMax);
        byte[][] records = answers.records(question.type);
        int nameLength = question.end - 4 - Question.HEADER_LENGTH;
        if (records.length > 0 || answers.target() == null) {
            addAll(query, Question.HEADER_LENGTH, nameLength, records);
            return Verdict.ANSWERED;
        }
        return follow(query, nameLength, answers);
    }

    /** Alias upon alias, as far as they are ours. */
    private Verdict follow(byte[] query, int queryNameLength, Answers first) {
        Answers alias = first;
        byte[] names = query;
        int from = Question.HEADER_LENGTH;
        int nameLength = queryNameLength;
        for (int i = 0; i < ALIASES_MAX; i++) {
            if (!writer.add(names, from, nameLength, alias.records(RecordType.CNAME)[0])) {
                return Verdict.ANSWERED;
            }
            target = alias.target();
            names = target;
            from = 0;
            nameLength = target.length;
            question.rename(target);
            if (!question.isWithin(domain)) {
                return isAddress() ? Verdict.FORWARD_TARGET : Verdict.ANSWERED;
            }
            alias = index.find(question.name, question.nameLength);
            if (alias == null) {
                writer.code(AnswerWriter.NAME_ERROR);
                return Verdict.ANSWERED;
            }
            byte[][] records = alias.records(question.type);
            if (records.length > 0 || alias.target() == null) {
                addEach(names, from, nameLength, records);
                return Verdict.ANSWERED;
            }
        }
        writer.begin(
                query, question.end, AnswerWriter.SERVER_FAILURE, false, AnswerWriter.LENGTH_MAX);
        return Verdict.ANSWERED;
    }

    private boolean isAddress() {
        return question.type == RecordType.A || question.type == RecordType.AAAA;
    }

    private Verdict reverse(byte[] query, int lengthMax) {
        if (question.count != 1 || question.type != RecordType.PTR) {
            return nameError(query);
        }
        Answers answers = index.find(question.name, question.nameLength);
        if (answers == null) {
            return question.isReverseAddress() ? Verdict.FORWARD : nameError(query);
        }
        return pointer(query, lengthMax, answers);
    }

    /** What is not ours is for others to know: Weave Net knows nothing of IPv6. */
    private Verdict reverse6(byte[] query, int lengthMax) {
        Answers answers =
                question.count == 1 ? index.find(question.name, question.nameLength) : null;
        return answers == null ? Verdict.FORWARD : pointer(query, lengthMax, answers);
    }

    private Verdict pointer(byte[] query, int lengthMax, Answers answers) {
        writer.begin(query, question.end, AnswerWriter.NO_ERROR, true, lengthMax);
        int nameLength = question.end - 4 - Question.HEADER_LENGTH;
        addAll(query, Question.HEADER_LENGTH, nameLength, answers.records(question.type));
        return Verdict.ANSWERED;
    }

    private void addAll(byte[] names, int from, int nameLength, byte[][] records) {
        if (records.length == 1) {
            writer.only(names, from, nameLength, records[0]);
        } else {
            addEach(names, from, nameLength, records);
        }
    }

    /** In an order of chance, so that askers spread over the containers of a name. */
    private void addEach(byte[] names, int from, int nameLength, byte[][] records) {
        if (order.length < records.length) {
            order = new int[2 * records.length];
        }
        for (int i = 0; i < records.length; i++) {
            int place = nextBelow(i + 1);
            order[i] = order[place];
            order[place] = i;
        }
        for (int i = 0; i < records.length; i++) {
            if (!writer.add(names, from, nameLength, records[order[i]])) {
                return;
            }
        }
    }

    private Verdict nameError(byte[] query) {
        writer.begin(query, question.end, AnswerWriter.NAME_ERROR, false, AnswerWriter.LENGTH_MAX);
        return Verdict.ANSWERED;
    }

    private Verdict refuse(byte[] query, int code) {
        writer.begin(query, Question.HEADER_LENGTH, code, false, AnswerWriter.LENGTH_MAX);
        return Verdict.ANSWERED;
    }

    /** Marsaglia's xorshift: any order will do, it keeps no secret. */
    private int nextBelow(int bound) {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return (int) ((random >>> 32) * bound >>> 32);
    }
}
