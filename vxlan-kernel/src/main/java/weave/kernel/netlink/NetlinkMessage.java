package weave.kernel.netlink;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import weave.linux.netlink.NetlinkConstants;
import weave.linux.netlink.Nlmsgerr;
import weave.linux.netlink.Nlmsghdr;

/** One message of the kernel, with its length checked. Immutable. */
public final class NetlinkMessage {
    private final MemorySegment memory;
    private final long start;
    private final long end;

    private NetlinkMessage(MemorySegment memory, long start, long end) {
        this.memory = memory;
        this.start = start;
        this.end = end;
    }

    /**
     * The messages of a datagram.
     *
     * @throws MalformedMessageException if one reaches beyond its end
     */
    public static List<NetlinkMessage> split(byte[] datagram) {
        // Longs, because the structures in it want to be aligned.
        MemorySegment memory = MemorySegment.ofArray(new long[datagram.length / Long.BYTES + 1]);
        memory.copyFrom(MemorySegment.ofArray(datagram));
        List<NetlinkMessage> messages = new ArrayList<>();
        long start = 0;
        while (start < datagram.length) {
            long left = datagram.length - start;
            long length = left < Nlmsghdr.SIZE ? 0 : Nlmsghdr.nlmsg_len(memory, start);
            if (length < Nlmsghdr.SIZE || length > left) {
                throw new MalformedMessageException(
                        "a message of " + length + " bytes where " + left + " are left");
            }
            messages.add(new NetlinkMessage(memory, start, start + length));
            start += Nlmsghdr.align(length);
        }
        return messages;
    }

    /** As {@code RTM_NEWLINK}. */
    public int type() {
        return Nlmsghdr.nlmsg_type(memory, start);
    }

    /** The memory that {@link #body} is an offset into; not to be written to. */
    public MemorySegment memory() {
        return memory;
    }

    /** Where the structure after the head begins, which has {@code size} bytes. */
    public long body(long size) {
        long body = start + Nlmsghdr.SIZE;
        if (end - body < size) {
            throw new MalformedMessageException(
                    "a body of " + (end - body) + " bytes instead of " + size);
        }
        return body;
    }

    /** The attributes after a structure of {@code bodySize} bytes. */
    public AttributeReader attributes(long bodySize) {
        return new AttributeReader(memory, body(bodySize) + Nlmsghdr.align(bodySize), end);
    }

    int sequence() {
        return Nlmsghdr.nlmsg_seq(memory, start);
    }

    /** Whether what is dumped changed meanwhile, so that entries may be missing. */
    boolean isInterrupted() {
        return (flags() & NetlinkConstants.NLM_F_DUMP_INTR) != 0;
    }

    /** Of an acknowledgement, or the end of a dump: 0 or {@code -errno}. */
    int result() {
        boolean isEmptyEnd =
                type() == NetlinkConstants.NLMSG_DONE
                        && end - start - Nlmsghdr.SIZE < Integer.BYTES;
        return isEmptyEnd ? 0 : memory.get(JAVA_INT, body(Integer.BYTES));
    }

    /** Of an acknowledgement: what the kernel has to say in words, or "". */
    String explanation() {
        if (type() != NetlinkConstants.NLMSG_ERROR
                || (flags() & NetlinkConstants.NLM_F_ACK_TLVS) == 0) {
            return "";
        }
        long error = body(Nlmsgerr.SIZE);
        long request = Nlmsghdr.SIZE;
        if ((flags() & NetlinkConstants.NLM_F_CAPPED) == 0) {
            request = Nlmsghdr.nlmsg_len(memory, error + Nlmsgerr.MSG_OFFSET) & 0xFFFF_FFFFL;
        }
        AttributeReader attributes = attributes(Nlmsgerr.MSG_OFFSET + request);
        while (attributes.next()) {
            if (attributes.type() == NetlinkConstants.NLMSGERR_ATTR_MSG) {
                return attributes.asString();
            }
        }
        return "";
    }

    private int flags() {
        return Nlmsghdr.nlmsg_flags(memory, start);
    }
}
