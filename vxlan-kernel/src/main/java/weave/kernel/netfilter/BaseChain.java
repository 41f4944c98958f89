package weave.kernel.netfilter;

import static weave.linux.netlink.NetfilterConstants.NFNL_SUBSYS_NFTABLES;
import static weave.linux.netlink.NetfilterConstants.NFTA_CHAIN_HOOK;
import static weave.linux.netlink.NetfilterConstants.NFTA_CHAIN_NAME;
import static weave.linux.netlink.NetfilterConstants.NFTA_CHAIN_POLICY;
import static weave.linux.netlink.NetfilterConstants.NFTA_CHAIN_TABLE;
import static weave.linux.netlink.NetfilterConstants.NFTA_CHAIN_TYPE;
import static weave.linux.netlink.NetfilterConstants.NFTA_CHAIN_USE;
import static weave.linux.netlink.NetfilterConstants.NFTA_DEVICE_NAME;
import static weave.linux.netlink.NetfilterConstants.NFTA_HOOK_DEV;
import static weave.linux.netlink.NetfilterConstants.NFTA_HOOK_DEVS;
import static weave.linux.netlink.NetfilterConstants.NFTA_HOOK_HOOKNUM;
import static weave.linux.netlink.NetfilterConstants.NFT_MSG_GETCHAIN;
import static weave.linux.netlink.NetfilterConstants.NF_DROP;
import static weave.linux.netlink.NetlinkConstants.NETLINK_NETFILTER;

import java.util.ArrayList;
import java.util.List;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.netlink.Nfgenmsg;

/**
 * A chain of nftables, those made by {@code iptables-nft} included, that packets come to by
 * themselves.
 *
 * @param family as {@code NFPROTO_BRIDGE}
 * @param type {@code filter}, {@code nat} or {@code route}
 * @param hook on a packet's way, as {@code NF_INET_FORWARD}
 * @param drops whether it drops what no rule has decided about
 * @param rules how many it has
 * @param devices whose packets it gets; empty if all
 */
public record BaseChain(
        int family,
        String table,
        String name,
        String type,
        int hook,
        boolean drops,
        int rules,
        List<String> devices) {
    private static final int SUBSYSTEM_SHIFT = 8;

    /**
     * All of one family in the calling thread's network namespace; none if the kernel has no
     * nftables.
     *
     * @throws LinuxException if the kernel refuses
     */
    public static List<BaseChain> of(int family) {
        try (NetlinkSocket socket = new NetlinkSocket(NETLINK_NETFILTER)) {
            RequestWriter request =
                    new RequestWriter(
                            NFNL_SUBSYS_NFTABLES << SUBSYSTEM_SHIFT | NFT_MSG_GETCHAIN, 0);
            long body = request.body(Nfgenmsg.SIZE);
            Nfgenmsg.nfgen_family(request.memory(), body, family);
            List<BaseChain> chains = new ArrayList<>();
            for (NetlinkMessage answer : socket.dump("list chains of nftables", request)) {
                read(family, answer.attributes(Nfgenmsg.SIZE), chains);
            }
            return chains;
        } catch (LinuxException refused) {
            if (isAbsence(refused.errno())) {
                return List.of();
            }
            throw refused;
        }
    }

    /** Whether a refusal means that there is no nftables in this kernel. */
    private static boolean isAbsence(int errno) {
        return errno == Errno.EINVAL
                || errno == Errno.EPROTONOSUPPORT
                || errno == Errno.EOPNOTSUPP
                || errno == Errno.EAFNOSUPPORT;
    }

    private static void read(int family, AttributeReader attributes, List<BaseChain> into) {
        String table = "";
        String name = "";
        String type = "";
        int hook = -1;
        boolean drops = false;
        int rules = 0;
        List<String> devices = new ArrayList<>();
        while (attributes.next()) {
            switch (attributes.type()) {
                case NFTA_CHAIN_TABLE -> table = attributes.asString();
                case NFTA_CHAIN_NAME -> name = attributes.asString();
                case NFTA_CHAIN_TYPE -> type = attributes.asString();
                case NFTA_CHAIN_HOOK -> hook = hook(attributes.nested(), devices);
                case NFTA_CHAIN_POLICY -> drops = attributes.asNetworkInt() == NF_DROP;
                // No rule can jump to a base chain: what uses it are its own.
                case NFTA_CHAIN_USE -> rules = attributes.asNetworkInt();
                default -> {}
            }
        }
        if (hook >= 0) {
            into.add(
                    new BaseChain(
                            family, table, name, type, hook, drops, rules, List.copyOf(devices)));
        }
    }

    private static int hook(AttributeReader attributes, List<String> devices) {
        int hook = -1;
        while (attributes.next()) {
            switch (attributes.type()) {
                case NFTA_HOOK_HOOKNUM -> hook = attributes.asNetworkInt();
                case NFTA_HOOK_DEV -> devices.add(attributes.asString());
                case NFTA_HOOK_DEVS -> {
                    AttributeReader each = attributes.nested();
                    while (each.next()) {
                        if (each.type() == NFTA_DEVICE_NAME) {
                            devices.add(each.asString());
                        }
                    }
                }
                default -> {}
            }
        }
        return hook;
    }

    /** Whether a packet can fare otherwise than if it were not there. */
    public boolean decides() {
        return drops || rules > 0;
    }
}
