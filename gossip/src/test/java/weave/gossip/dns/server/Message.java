package weave.gossip.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRecordEncoder;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A message as an independent reader understands it. */
record Message(int id, int flags, List<DnsQuestion> questions, List<DnsRecord> answers) {
    private static final int HEADER_LENGTH = 12;

    static Message of(byte[] bytes) throws Exception {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        int id = in.readUnsignedShort();
        int flags = in.readUnsignedShort();
        int[] counts = new int[4];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readUnsignedShort();
        }
        List<DnsQuestion> questions = new ArrayList<>();
        for (int i = 0; i < counts[0]; i++) {
            questions.add(DnsRecordDecoder.DEFAULT.decodeQuestion(in));
        }
        List<DnsRecord> answers = new ArrayList<>();
        for (int i = 0; i < counts[1]; i++) {
            DnsRecord record = DnsRecordDecoder.DEFAULT.decodeRecord(in);
            if (record == null) {
                throw new AssertionError("record " + i + " is cut");
            }
            answers.add(record);
        }
        if (in.isReadable()) {
            throw new AssertionError(in.readableBytes() + " bytes too many");
        }
        return new Message(id, flags, questions, answers);
    }

    static byte[] query(int id, String name, DnsRecordType type) throws Exception {
        ByteBuf out = Unpooled.buffer();
        out.writeShort(id).writeShort(0x0100).writeShort(1).writeZero(HEADER_LENGTH - 6);
        DnsRecordEncoder.DEFAULT.encodeQuestion(new DefaultDnsQuestion(name, type), out);
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    int code() {
        return flags & 0xF;
    }

    boolean isTruncated() {
        return (flags & 0x0200) != 0;
    }

    boolean isAuthoritative() {
        return (flags & 0x0400) != 0;
    }

    /** Each record in a line: name, TTL, type, data. */
    List<String> lines() {
        return answers.stream().map(Message::line).toList();
    }

    private static String line(DnsRecord record) {
        return record.name()
                + " "
                + record.timeToLive()
                + " "
                + record.type().name()
                + " "
                + data(record);
    }

    private static String data(DnsRecord record) {
        if (record instanceof DnsPtrRecord pointer) {
            return pointer.hostname();
        }
        ByteBuf content = ((DnsRawRecord) record).content().duplicate();
        if (record.type().equals(DnsRecordType.SRV)) {
            return content.readUnsignedShort()
                    + " "
                    + content.readUnsignedShort()
                    + " "
                    + content.readUnsignedShort()
                    + " "
                    + name(content);
        }
        boolean isName = record.type().equals(DnsRecordType.CNAME);
        byte[] bytes = new byte[content.readableBytes()];
        content.getBytes(content.readerIndex(), bytes);
        return isName ? name(content) : NetUtil.bytesToIpAddress(bytes);
    }

    private static String name(ByteBuf content) {
        return DefaultDnsRecordDecoder.decodeName(content);
    }
}
