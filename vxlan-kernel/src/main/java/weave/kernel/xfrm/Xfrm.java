package weave.kernel.xfrm;

import static weave.linux.netlink.NetlinkConstants.NETLINK_XFRM;
import static weave.linux.socket.SocketConstants.IPPROTO_ESP;
import static weave.linux.xfrm.XfrmConstants.XFRMA_MARK;
import static weave.linux.xfrm.XfrmConstants.XFRMA_REPLAY_ESN_VAL;
import static weave.linux.xfrm.XfrmConstants.XFRMA_TMPL;
import static weave.linux.xfrm.XfrmConstants.XFRM_POLICY_OUT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.xfrm.XfrmAeventId;
import weave.linux.xfrm.XfrmId;
import weave.linux.xfrm.XfrmMark;
import weave.linux.xfrm.XfrmReplayStateEsn;
import weave.linux.xfrm.XfrmSelector;
import weave.linux.xfrm.XfrmUserTmpl;
import weave.linux.xfrm.XfrmUserpolicyInfo;
import weave.linux.xfrm.XfrmUsersaInfo;

/**
 * The security associations and policies of the network namespace that the opening thread is in.
 * Keys are given and never read back. May be shared by threads.
 *
 * <p>All methods throw {@link LinuxException} if the kernel refuses.
 */
public final class Xfrm implements AutoCloseable {
    private final NetlinkSocket socket;

    /**
     * Opens it.
     *
     * @throws LinuxException {@code EPROTONOSUPPORT} if the kernel has no IPsec at all
     */
    public Xfrm() {
        socket = new NetlinkSocket(NETLINK_XFRM);
    }

    /**
     * Has the kernel choose a number for what comes from {@code source}. It is reserved for half a
     * minute, for {@link #update}.
     */
    public int allocateSpi(int source, int destination, int requestId) {
        RequestWriter request = Requests.allocateSpi(source, destination, requestId);
        for (NetlinkMessage answer : socket.request("allocate an SPI", request)) {
            long info = answer.body(XfrmUsersaInfo.SIZE);
            return XfrmId.spi(answer.memory(), info + XfrmUsersaInfo.ID_OFFSET);
        }
        throw new LinuxException("allocate an SPI", Errno.EINVAL, "no answer");
    }

    /**
     * Makes an association that does not exist.
     *
     * @param key of {@link SecurityAssociation#KEY_LENGTH} bytes, not kept
     */
    public void add(SecurityAssociation association, byte[] key) {
        socket.request("add " + association, Requests.add(association, key));
    }

    /**
     * Makes an association out of a reserved number.
     *
     * @param key of {@link SecurityAssociation#KEY_LENGTH} bytes, not kept
     */
    public void update(SecurityAssociation association, byte[] key) {
        socket.request("set " + association, Requests.update(association, key));
    }

    /** Removes an association; false if there is none. */
    public boolean delete(SecurityAssociation association) {
        return isThere(Errno.ESRCH, "delete " + association, Requests.delete(association));
    }

    /** All associations of ESP with a request id, those included that are only reserved. */
    public List<SecurityAssociation> associations(int requestId) {
        return socket.dump("list security associations", Requests.associations()).stream()
                .map(Xfrm::association)
                .filter(Objects::nonNull)
                .filter(association -> association.requestId() == requestId)
                .toList();
    }

    /** The highest sequence number that has arrived; 0 if none. */
    public long arrived(SecurityAssociation association) {
        for (NetlinkMessage answer :
                socket.request("look at " + association, Requests.state(association))) {
            AttributeReader attributes = answer.attributes(XfrmAeventId.SIZE);
            while (attributes.next()) {
                if (attributes.type() == XFRMA_REPLAY_ESN_VAL) {
                    MemorySegment memory = attributes.memory();
                    long replay = attributes.structure(XfrmReplayStateEsn.SIZE);
                    return (long) XfrmReplayStateEsn.seq_hi(memory, replay) << Integer.SIZE
                            | Integer.toUnsignedLong(XfrmReplayStateEsn.seq(memory, replay));
                }
            }
        }
        return 0;
    }

    /** Makes a policy, at once in place of the one with the same addresses and mark. */
    public void replace(SecurityPolicy policy) {
        socket.request("set " + policy, Requests.replace(policy));
    }

    /** Removes a policy if it demands the very association that {@code policy} says. */
    public boolean delete(SecurityPolicy policy) {
        Optional<SecurityPolicy> present = find(policy);
        return present.filter(found -> found.spi() == policy.spi()).isPresent()
                && isThere(Errno.ENOENT, "delete " + policy, Requests.delete(policy));
    }

    /** All policies for what leaves in ESP with a request id. */
    public List<SecurityPolicy> policies(int requestId) {
        return socket.dump("list policies", Requests.policies()).stream()
                .map(Xfrm::policy)
                .filter(Objects::nonNull)
                .filter(policy -> policy.requestId() == requestId)
                .toList();
    }

    /** Whether there is any policy for what leaves, but for those that want a mark. */
    public boolean hasPolicyBut(int mark) {
        return socket.dump("list policies", Requests.policies()).stream()
                .anyMatch(policy -> isOutbound(policy) && mark(policy) != mark);
    }

    private static boolean isOutbound(NetlinkMessage policy) {
        long info = policy.body(XfrmUserpolicyInfo.SIZE);
        return XfrmUserpolicyInfo.dir(policy.memory(), info) == XFRM_POLICY_OUT;
    }

    /** 0 if it wants none. */
    private static int mark(NetlinkMessage policy) {
        AttributeReader attributes = policy.attributes(XfrmUserpolicyInfo.SIZE);
        while (attributes.next()) {
            if (attributes.type() == XFRMA_MARK) {
                return XfrmMark.v(attributes.memory(), attributes.structure(XfrmMark.SIZE));
            }
        }
        return 0;
    }

    private Optional<SecurityPolicy> find(SecurityPolicy policy) {
        try {
            return socket.request("look up " + policy, Requests.find(policy)).stream()
                    .map(Xfrm::policy)
                    .filter(Objects::nonNull)
                    .findFirst();
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private boolean isThere(int absent, String operation, RequestWriter request) {
        try {
            socket.request(operation, request);
            return true;
        } catch (LinuxException refused) {
            if (refused.errno() == absent) {
                return false;
            }
            throw refused;
        }
    }

    /** {@code null} if it is of another protocol. */
    static SecurityAssociation association(NetlinkMessage message) {
        MemorySegment memory = message.memory();
        long info = message.body(XfrmUsersaInfo.SIZE);
        long id = info + XfrmUsersaInfo.ID_OFFSET;
        if (XfrmId.proto(memory, id) != IPPROTO_ESP) {
            return null;
        }
        return new SecurityAssociation(
                XfrmUsersaInfo.saddr(memory, info),
                XfrmId.daddr(memory, id),
                XfrmId.spi(memory, id),
                XfrmUsersaInfo.reqid(memory, info));
    }

    /** {@code null} if it is not such as ours are. */
    static SecurityPolicy policy(NetlinkMessage message) {
        MemorySegment memory = message.memory();
        long info = message.body(XfrmUserpolicyInfo.SIZE);
        AttributeReader attributes = message.attributes(XfrmUserpolicyInfo.SIZE);
        int mark = 0;
        int spi = 0;
        int requestId = 0;
        boolean hasTemplate = false;
        while (attributes.next()) {
            if (attributes.type() == XFRMA_MARK) {
                mark = XfrmMark.v(memory, attributes.structure(XfrmMark.SIZE));
            } else if (attributes.type() == XFRMA_TMPL) {
                long template = attributes.structure(XfrmUserTmpl.SIZE);
                spi = XfrmId.spi(memory, template + XfrmUserTmpl.ID_OFFSET);
                requestId = XfrmUserTmpl.reqid(memory, template);
                hasTemplate = true;
            }
        }
        if (!hasTemplate || XfrmUserpolicyInfo.dir(memory, info) != XFRM_POLICY_OUT) {
            return null;
        }
        long selector = info + XfrmUserpolicyInfo.SEL_OFFSET;
        return new SecurityPolicy(
                XfrmSelector.saddr(memory, selector),
                XfrmSelector.daddr(memory, selector),
                mark,
                spi,
                requestId);
    }

    @Override
    public void close() {
        socket.close();
    }
}
