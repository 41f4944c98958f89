package weave.kernel.netfilter;

import static weave.linux.netlink.NetfilterConstants.IPT_SO_GET_INFO;
import static weave.linux.netlink.NetfilterConstants.NFNL_SUBSYS_NFTABLES;
import static weave.linux.netlink.NetfilterConstants.NFTA_GEN_ID;
import static weave.linux.netlink.NetfilterConstants.NFT_MSG_GETGEN;
import static weave.linux.netlink.NetlinkConstants.NETLINK_NETFILTER;
import static weave.linux.socket.SocketConstants.AF_INET;
import static weave.linux.socket.SocketConstants.IPPROTO_IP;
import static weave.linux.socket.SocketConstants.SOCK_CLOEXEC;
import static weave.linux.socket.SocketConstants.SOCK_RAW;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Sockets;
import weave.linux.netlink.IptGetinfo;
import weave.linux.netlink.Nfgenmsg;
import weave.linux.socket.SocketConstants;

/**
 * A number that stays the same as long as nobody changes the rules of the calling thread's network
 * namespace: a question of microseconds, where reading the rules takes milliseconds and, on a host
 * with very many, seconds.
 */
public final class RulesetMark {
    private static final int SUBSYSTEM_SHIFT = 8;
    private static final long MULTIPLIER = 1_000_003;

    private RulesetMark() {}

    /**
     * Of all nftables, those made by {@code iptables-nft} included: the kernel counts the changes.
     *
     * @throws LinuxException if the kernel has none
     */
    public static long ofNftables() {
        try (NetlinkSocket socket = new NetlinkSocket(NETLINK_NETFILTER)) {
            RequestWriter request =
                    new RequestWriter(NFNL_SUBSYS_NFTABLES << SUBSYSTEM_SHIFT | NFT_MSG_GETGEN, 0);
            request.body(Nfgenmsg.SIZE);
            for (NetlinkMessage answer : socket.request("ask for nftables", request)) {
                AttributeReader attributes = answer.attributes(Nfgenmsg.SIZE);
                while (attributes.next()) {
                    if (attributes.type() == NFTA_GEN_ID) {
                        return Integer.toUnsignedLong(Integer.reverseBytes(attributes.asInt()));
                    }
                }
            }
            return 0;
        }
    }

    /**
     * Of tables made by the older {@code iptables-legacy}: how many rules they have and of what
     * size. A rule that was replaced by one of the same size goes unnoticed.
     *
     * @param tables such as {@code filter}, all of which exist
     * @throws LinuxException if one does not
     */
    public static long ofLegacy(List<String> tables) {
        CallState state = new CallState();
        int socket =
                Sockets.socket(
                        state, AF_INET, SOCK_RAW | SOCK_CLOEXEC, SocketConstants.IPPROTO_UDP);
        try (FileDescriptor file = new FileDescriptor("open raw socket", socket);
                Arena arena = Arena.ofConfined()) {
            MemorySegment information = arena.allocate(IptGetinfo.LAYOUT);
            MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
            long mark = 0;
            for (String table : tables) {
                IptGetinfo.name(information.fill((byte) 0), 0, table);
                length.set(ValueLayout.JAVA_INT, 0, (int) IptGetinfo.SIZE);
                LinuxException.check(
                        "ask for iptables table " + table,
                        Sockets.getsockopt(
                                state,
                                file.number(),
                                IPPROTO_IP,
                                IPT_SO_GET_INFO,
                                information.address(),
                                length.address()));
                mark = mark * MULTIPLIER + IptGetinfo.num_entries(information, 0);
                mark = mark * MULTIPLIER + IptGetinfo.size(information, 0);
            }
            return mark;
        }
    }
}
