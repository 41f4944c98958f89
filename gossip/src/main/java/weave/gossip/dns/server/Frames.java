package weave.gossip.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;

/** Messages over TCP, RFC 1035, section 4.2.2: each behind two bytes with its length. */
final class Frames {
    static final int LENGTH_BYTES = 2;

    private Frames() {}

    static LengthFieldBasedFrameDecoder decoder() {
        return new LengthFieldBasedFrameDecoder(
                AnswerWriter.LENGTH_MAX + LENGTH_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES);
    }

    /** Takes over {@code message}. */
    static ByteBuf framed(ByteBuf message) {
        ByteBuf length = Unpooled.buffer(LENGTH_BYTES).writeShort(message.readableBytes());
        return Unpooled.wrappedBuffer(length, message);
    }
}
