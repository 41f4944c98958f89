package weave.kernel.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static weave.linux.socket.SocketConstants.AF_INET;
import static weave.linux.socket.SocketConstants.IPPROTO_ESP;
import static weave.linux.socket.SocketConstants.IPPROTO_UDP;
import static weave.linux.xfrm.XfrmConstants.XFRMA_ALG_AEAD;
import static weave.linux.xfrm.XfrmConstants.XFRMA_MARK;
import static weave.linux.xfrm.XfrmConstants.XFRMA_REPLAY_ESN_VAL;
import static weave.linux.xfrm.XfrmConstants.XFRMA_SRCADDR;
import static weave.linux.xfrm.XfrmConstants.XFRMA_TMPL;
import static weave.linux.xfrm.XfrmConstants.XFRM_AE_RVAL;
import static weave.linux.xfrm.XfrmConstants.XFRM_MODE_TRANSPORT;
import static weave.linux.xfrm.XfrmConstants.XFRM_MSG_ALLOCSPI;
import static weave.linux.xfrm.XfrmConstants.XFRM_MSG_DELPOLICY;
import static weave.linux.xfrm.XfrmConstants.XFRM_MSG_DELSA;
import static weave.linux.xfrm.XfrmConstants.XFRM_MSG_GETAE;
import static weave.linux.xfrm.XfrmConstants.XFRM_MSG_GETPOLICY;
import static weave.linux.xfrm.XfrmConstants.XFRM_MSG_GETSA;
import static weave.linux.xfrm.XfrmConstants.XFRM_MSG_NEWSA;
import static weave.linux.xfrm.XfrmConstants.XFRM_MSG_UPDPOLICY;
import static weave.linux.xfrm.XfrmConstants.XFRM_MSG_UPDSA;
import static weave.linux.xfrm.XfrmConstants.XFRM_POLICY_ALLOW;
import static weave.linux.xfrm.XfrmConstants.XFRM_POLICY_OUT;
import static weave.linux.xfrm.XfrmConstants.XFRM_STATE_ESN;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import weave.kernel.netlink.RequestWriter;
import weave.linux.Layouts;
import weave.linux.xfrm.XfrmAeventId;
import weave.linux.xfrm.XfrmAlgoAead;
import weave.linux.xfrm.XfrmId;
import weave.linux.xfrm.XfrmLifetimeCfg;
import weave.linux.xfrm.XfrmMark;
import weave.linux.xfrm.XfrmReplayStateEsn;
import weave.linux.xfrm.XfrmSelector;
import weave.linux.xfrm.XfrmUserTmpl;
import weave.linux.xfrm.XfrmUserpolicyId;
import weave.linux.xfrm.XfrmUserpolicyInfo;
import weave.linux.xfrm.XfrmUsersaId;
import weave.linux.xfrm.XfrmUsersaInfo;
import weave.linux.xfrm.XfrmUserspiInfo;

/** The requests that {@link Xfrm} makes of the kernel, byte for byte those of {@code ip xfrm}. */
final class Requests {
    private static final byte[] ALGORITHM = "rfc4106(gcm(aes))".getBytes(StandardCharsets.US_ASCII);
    private static final int TAG_BITS = 128;
    private static final int REPLAY_WINDOW = 256;
    private static final int SPI_MIN = 0x100;
    private static final int HOST_BITS = 32;
    private static final int ADDRESS_LENGTH = 16;
    private static final long NO_LIMIT = -1;

    /** Every algorithm is allowed: the association has it anyway. */
    private static final int ALL = -1;

    private Requests() {}

    static RequestWriter allocateSpi(int source, int destination, int requestId) {
        RequestWriter request = new RequestWriter(XFRM_MSG_ALLOCSPI, 0);
        MemorySegment memory = request.memory();
        long body = request.body(XfrmUserspiInfo.SIZE);
        long info = body + XfrmUserspiInfo.INFO_OFFSET;
        describe(memory, info, new SecurityAssociation(source, destination, 0, requestId));
        XfrmUserspiInfo.min(memory, body, SPI_MIN);
        XfrmUserspiInfo.max(memory, body, -1);
        return request;
    }

    static RequestWriter add(SecurityAssociation association, byte[] key) {
        return associate(XFRM_MSG_NEWSA, association, key);
    }

    static RequestWriter update(SecurityAssociation association, byte[] key) {
        return associate(XFRM_MSG_UPDSA, association, key);
    }

    /** The key is overwritten in the request when that has been sent. */
    private static RequestWriter associate(int type, SecurityAssociation association, byte[] key) {
        RequestWriter request = new RequestWriter(type, 0).secret();
        MemorySegment memory = request.memory();
        long info = request.body(XfrmUsersaInfo.SIZE);
        describe(memory, info, association);
        XfrmUsersaInfo.flags(memory, info, XFRM_STATE_ESN);
        setNoLimits(memory, info + XfrmUsersaInfo.LFT_OFFSET);
        putAlgorithm(request, key);
        long replay = request.putStructure(XFRMA_REPLAY_ESN_VAL, XfrmReplayStateEsn.SIZE);
        XfrmReplayStateEsn.bmp_len(memory, replay, REPLAY_WINDOW / Integer.SIZE);
        XfrmReplayStateEsn.replay_window(memory, replay, REPLAY_WINDOW);
        return request;
    }

    static RequestWriter delete(SecurityAssociation association) {
        RequestWriter request = new RequestWriter(XFRM_MSG_DELSA, 0);
        MemorySegment memory = request.memory();
        name(memory, request.body(XfrmUsersaId.SIZE), association);
        memory.set(
                Layouts.NETWORK_INT,
                request.putStructure(XFRMA_SRCADDR, ADDRESS_LENGTH),
                association.source());
        return request;
    }

    static RequestWriter associations() {
        return new RequestWriter(XFRM_MSG_GETSA, 0);
    }

    /** Of the state of an association, the sequence numbers. */
    static RequestWriter state(SecurityAssociation association) {
        RequestWriter request = new RequestWriter(XFRM_MSG_GETAE, 0);
        MemorySegment memory = request.memory();
        long body = request.body(XfrmAeventId.SIZE);
        name(memory, body + XfrmAeventId.SA_ID_OFFSET, association);
        XfrmAeventId.saddr(memory, body, association.source());
        XfrmAeventId.flags(memory, body, XFRM_AE_RVAL);
        return request;
    }

    /** In place of the one with the same addresses and mark, if there is one. */
    static RequestWriter replace(SecurityPolicy policy) {
        RequestWriter request = new RequestWriter(XFRM_MSG_UPDPOLICY, 0);
        MemorySegment memory = request.memory();
        long info = request.body(XfrmUserpolicyInfo.SIZE);
        select(memory, info + XfrmUserpolicyInfo.SEL_OFFSET, policy);
        setNoLimits(memory, info + XfrmUserpolicyInfo.LFT_OFFSET);
        XfrmUserpolicyInfo.dir(memory, info, XFRM_POLICY_OUT);
        XfrmUserpolicyInfo.action(memory, info, XFRM_POLICY_ALLOW);
        long template = request.putStructure(XFRMA_TMPL, XfrmUserTmpl.SIZE);
        long id = template + XfrmUserTmpl.ID_OFFSET;
        XfrmId.daddr(memory, id, policy.destination());
        XfrmId.spi(memory, id, policy.spi());
        XfrmId.proto(memory, id, IPPROTO_ESP);
        XfrmUserTmpl.family(memory, template, AF_INET);
        XfrmUserTmpl.saddr(memory, template, policy.source());
        XfrmUserTmpl.reqid(memory, template, policy.requestId());
        XfrmUserTmpl.mode(memory, template, XFRM_MODE_TRANSPORT);
        XfrmUserTmpl.aalgos(memory, template, ALL);
        XfrmUserTmpl.ealgos(memory, template, ALL);
        XfrmUserTmpl.calgos(memory, template, ALL);
        putMark(request, policy.mark());
        return request;
    }

    static RequestWriter delete(SecurityPolicy policy) {
        return about(XFRM_MSG_DELPOLICY, policy);
    }

    /** The policy with the addresses and mark of {@code policy}. */
    static RequestWriter find(SecurityPolicy policy) {
        return about(XFRM_MSG_GETPOLICY, policy);
    }

    static RequestWriter policies() {
        return new RequestWriter(XFRM_MSG_GETPOLICY, 0);
    }

    private static RequestWriter about(int type, SecurityPolicy policy) {
        RequestWriter request = new RequestWriter(type, 0);
        MemorySegment memory = request.memory();
        long id = request.body(XfrmUserpolicyId.SIZE);
        select(memory, id + XfrmUserpolicyId.SEL_OFFSET, policy);
        XfrmUserpolicyId.dir(memory, id, XFRM_POLICY_OUT);
        putMark(request, policy.mark());
        return request;
    }

    private static void describe(MemorySegment memory, long info, SecurityAssociation association) {
        long id = info + XfrmUsersaInfo.ID_OFFSET;
        XfrmId.daddr(memory, id, association.destination());
        XfrmId.spi(memory, id, association.spi());
        XfrmId.proto(memory, id, IPPROTO_ESP);
        XfrmUsersaInfo.saddr(memory, info, association.source());
        XfrmUsersaInfo.reqid(memory, info, association.requestId());
        XfrmUsersaInfo.family(memory, info, AF_INET);
        XfrmUsersaInfo.mode(memory, info, XFRM_MODE_TRANSPORT);
    }

    private static void name(MemorySegment memory, long id, SecurityAssociation association) {
        XfrmUsersaId.daddr(memory, id, association.destination());
        XfrmUsersaId.spi(memory, id, association.spi());
        XfrmUsersaId.family(memory, id, AF_INET);
        XfrmUsersaId.proto(memory, id, IPPROTO_ESP);
    }

    private static void select(MemorySegment memory, long selector, SecurityPolicy policy) {
        XfrmSelector.daddr(memory, selector, policy.destination());
        XfrmSelector.saddr(memory, selector, policy.source());
        XfrmSelector.family(memory, selector, AF_INET);
        XfrmSelector.prefixlen_d(memory, selector, HOST_BITS);
        XfrmSelector.prefixlen_s(memory, selector, HOST_BITS);
        XfrmSelector.proto(memory, selector, IPPROTO_UDP);
    }

    private static void setNoLimits(MemorySegment memory, long lifetime) {
        XfrmLifetimeCfg.soft_byte_limit(memory, lifetime, NO_LIMIT);
        XfrmLifetimeCfg.hard_byte_limit(memory, lifetime, NO_LIMIT);
        XfrmLifetimeCfg.soft_packet_limit(memory, lifetime, NO_LIMIT);
        XfrmLifetimeCfg.hard_packet_limit(memory, lifetime, NO_LIMIT);
    }

    private static void putAlgorithm(RequestWriter request, byte[] key) {
        MemorySegment memory = request.memory();
        long algorithm = request.putStructure(XFRMA_ALG_AEAD, XfrmAlgoAead.SIZE + key.length);
        MemorySegment.copy(ALGORITHM, 0, memory, JAVA_BYTE, algorithm, ALGORITHM.length);
        XfrmAlgoAead.alg_key_len(memory, algorithm, key.length * Byte.SIZE);
        XfrmAlgoAead.alg_icv_len(memory, algorithm, TAG_BITS);
        MemorySegment.copy(key, 0, memory, JAVA_BYTE, algorithm + XfrmAlgoAead.SIZE, key.length);
    }

    private static void putMark(RequestWriter request, int bits) {
        long mark = request.putStructure(XFRMA_MARK, XfrmMark.SIZE);
        XfrmMark.v(request.memory(), mark, bits);
        XfrmMark.m(request.memory(), mark, bits);
    }
}
