package weave.gossip.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRecordEncoder;
import io.netty.handler.codec.dns.DnsRecordType;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The answer about an alias of a name that is not ours: what we know of it, and behind that what
 * the servers upstream say of the other name. Resolvers in containers do not follow aliases.
 */
final class AliasAnswer {
    private static final Set<DnsRecordType> FOLLOWED =
            Set.of(DnsRecordType.A, DnsRecordType.AAAA, DnsRecordType.CNAME);
    private static final int RECURSION_DESIRED = 0x01;
    private static final int TRUNCATED = 0x02;
    private static final int CODE = 0x0F;

    private final byte[] known;
    private final int lengthMax;

    /**
     * @param known the answer so far; taken over
     * @param lengthMax bytes that the asker takes
     */
    AliasAnswer(byte[] known, int lengthMax) {
        this.known = known;
        this.lengthMax = lengthMax;
    }

    /**
     * The query for the other name.
     *
     * @param target its bytes
     */
    static byte[] query(byte[] target, int type) {
        byte[] query = new byte[Question.HEADER_LENGTH + target.length + 4];
        query[2] = RECURSION_DESIRED;
        query[5] = 1;
        System.arraycopy(target, 0, query, Question.HEADER_LENGTH, target.length);
        query[query.length - 3] = (byte) type;
        query[query.length - 1] = 1;
        return query;
    }

    /** The whole, of an answer to {@link #query}; empty if that is malformed. */
    Optional<byte[]> complete(byte[] answer) {
        ByteBuf whole = Unpooled.buffer(known.length + answer.length).writeBytes(known);
        try {
            append(Unpooled.wrappedBuffer(answer), whole);
        } catch (Exception malformed) {
            // The library declares no narrower one.
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOf(whole.array(), whole.writerIndex()));
    }

    private void append(ByteBuf answer, ByteBuf whole) throws Exception {
        int code = answer.getByte(3) & CODE;
        boolean truncated = (answer.getByte(2) & TRUNCATED) != 0;
        int questions = answer.getUnsignedShort(4);
        int records = answer.getUnsignedShort(6);
        answer.skipBytes(Question.HEADER_LENGTH);
        for (int i = 0; i < questions; i++) {
            DnsRecordDecoder.DEFAULT.decodeQuestion(answer);
        }
        int count = whole.getUnsignedShort(6);
        for (int i = 0; i < records && !truncated; i++) {
            DnsRecord record = DnsRecordDecoder.DEFAULT.decodeRecord(answer);
            if (record == null) {
                throw new CorruptedFrameException("a record ends early");
            }
            if (FOLLOWED.contains(record.type())) {
                int before = whole.writerIndex();
                DnsRecordEncoder.DEFAULT.encodeRecord(record, whole);
                truncated = whole.writerIndex() > lengthMax;
                whole.writerIndex(truncated ? before : whole.writerIndex());
                count += truncated ? 0 : 1;
            }
        }
        whole.setShort(6, count);
        whole.setByte(2, whole.getByte(2) | (truncated ? TRUNCATED : 0));
        whole.setByte(3, whole.getByte(3) & ~CODE | code);
    }
}
