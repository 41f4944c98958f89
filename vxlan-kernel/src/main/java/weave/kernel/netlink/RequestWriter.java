package weave.kernel.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import weave.linux.netlink.NetlinkConstants;
import weave.linux.netlink.Nlattr;
import weave.linux.netlink.Nlmsghdr;

/**
 * Writes one request. Everything in it begins at a multiple of four bytes.
 *
 * <pre>
 *   | nlmsghdr (16) | body: ifinfomsg, ... | attribute | attribute | ...
 *
 *   attribute:  | nla_len (2) | nla_type (2) | value | zeros up to a multiple of 4 |
 * </pre>
 */
public final class RequestWriter {
    /** More than any request of ours, and less than {@code nla_len} can say. */
    private static final int LENGTH_MAX = 4096;

    private static final int MAC_LENGTH = 6;

    private final MemorySegment memory;
    private final int lengthMax;
    private long length;
    private boolean isSecret;

    /**
     * Begins a request.
     *
     * @param type as {@code RTM_NEWLINK}
     * @param flags as {@code NLM_F_CREATE}; the socket adds those that rule the answer
     */
    public RequestWriter(int type, int flags) {
        this(type, flags, LENGTH_MAX);
    }

    /**
     * Begins a request that may be larger than most.
     *
     * @param lengthMax bytes, less than 64 KiB
     */
    public RequestWriter(int type, int flags, int lengthMax) {
        this.lengthMax = lengthMax;
        // Longs, because the structures in it want to be aligned.
        memory = MemorySegment.ofArray(new long[lengthMax / Long.BYTES]);
        long header = body(Nlmsghdr.SIZE);
        Nlmsghdr.nlmsg_type(memory, header, type);
        Nlmsghdr.nlmsg_flags(memory, header, flags);
    }

    /** Where the request is written; for filling in a {@link #body}. */
    public MemorySegment memory() {
        return memory;
    }

    /** Appends a structure of zeros and returns where in {@link #memory} it begins. */
    public long body(long size) {
        return reserve(size);
    }

    /** Appends a number of one byte. */
    public RequestWriter putByte(int type, int value) {
        memory.set(JAVA_BYTE, attribute(type, Byte.BYTES), (byte) value);
        return this;
    }

    /** Appends a number of four bytes. */
    public RequestWriter putInt(int type, int value) {
        memory.set(JAVA_INT, attribute(type, Integer.BYTES), value);
        return this;
    }

    /** Appends a number of two bytes. */
    public RequestWriter putShort(int type, int value) {
        memory.set(JAVA_SHORT, attribute(type, Short.BYTES), (short) value);
        return this;
    }

    /** Appends a number of two bytes, most significant first. */
    public RequestWriter putNetworkShort(int type, int value) {
        return putShort(type, Short.reverseBytes((short) value));
    }

    /** Appends a number of four bytes, most significant first. */
    public RequestWriter putNetworkInt(int type, int value) {
        return putInt(type, Integer.reverseBytes(value));
    }

    /** Appends a number of eight bytes, most significant first. */
    public RequestWriter putNetworkLong(int type, long value) {
        memory.set(JAVA_LONG_UNALIGNED, attribute(type, Long.BYTES), Long.reverseBytes(value));
        return this;
    }

    /** Appends an attribute without a value, which says something by being there. */
    public RequestWriter putFlag(int type) {
        attribute(type, 0);
        return this;
    }

    /** Appends six bytes, the most significant of 48 bits first. */
    public RequestWriter putMac(int type, long mac) {
        long start = attribute(type, MAC_LENGTH);
        for (int i = 0; i < MAC_LENGTH; i++) {
            byte value = (byte) (mac >>> Byte.SIZE * (MAC_LENGTH - 1 - i));
            memory.set(JAVA_BYTE, start + i, value);
        }
        return this;
    }

    /** Appends a string and the zero that ends it. */
    public RequestWriter putString(int type, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        long start = attribute(type, bytes.length + 1);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, start, bytes.length);
        return this;
    }

    /** Appends a structure of zeros and returns where in {@link #memory} it begins. */
    public long putStructure(int type, long size) {
        return attribute(type, (int) size);
    }

    /** Appends bytes as they are. */
    public RequestWriter putBytes(int type, byte[] value) {
        long start = attribute(type, value.length);
        MemorySegment.copy(value, 0, memory, JAVA_BYTE, start, value.length);
        return this;
    }

    /** Appends an attribute whose value is what {@code content} appends. */
    public RequestWriter putNested(int type, Consumer<RequestWriter> content) {
        long header = attribute(type | NetlinkConstants.NLA_F_NESTED, 0) - Nlattr.SIZE;
        content.accept(this);
        Nlattr.nla_len(memory, header, (int) (length - header));
        return this;
    }

    /** Has the request overwritten once it is sent: it contains what nobody else may know. */
    public RequestWriter secret() {
        isSecret = true;
        return this;
    }

    boolean isSecret() {
        return isSecret;
    }

    /**
     * The finished request, with further flags.
     *
     * @param sequence tells answers to it apart from others
     */
    public MemorySegment finish(int flags, int sequence) {
        Nlmsghdr.nlmsg_len(memory, 0, (int) length);
        Nlmsghdr.nlmsg_flags(memory, 0, Nlmsghdr.nlmsg_flags(memory, 0) | flags);
        Nlmsghdr.nlmsg_seq(memory, 0, sequence);
        return memory.asSlice(0, length);
    }

    private long attribute(int type, int valueLength) {
        long header = reserve(Nlattr.SIZE + valueLength);
        Nlattr.nla_len(memory, header, (int) Nlattr.SIZE + valueLength);
        Nlattr.nla_type(memory, header, type);
        return header + Nlattr.SIZE;
    }

    private long reserve(long size) {
        long start = length;
        long end = start + Nlmsghdr.align(size);
        if (end > memory.byteSize()) {
            throw new IllegalArgumentException("a request of more than " + lengthMax + " bytes");
        }
        length = end;
        return start;
    }
}
