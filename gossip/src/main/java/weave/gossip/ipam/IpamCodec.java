package weave.gossip.ipam;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import weave.core.peer.PeerName;
import weave.gossip.gob.GobException;
import weave.gossip.gob.GobField;
import weave.gossip.gob.GobReader;
import weave.gossip.gob.GobType;
import weave.gossip.gob.GobWriter;

/** The values of address management in gob, on the wire and on the disk. */
final class IpamCodec {
    private static final int NAME_BITS = 48;

    /** Peers by their names as numbers. */
    private static final GobType<Long> NAME_TYPE = GobType.uint(NAME_BITS);

    private static final GobType<Long> UINT32 = GobType.uint(Integer.SIZE);

    private static final GobField<Long> NAME = new GobField<>("Name", NAME_TYPE);
    private static final GobField<Long> UID = new GobField<>("UID", GobType.UINT);
    private static final GobType<PaxosNode> NODE =
            GobType.struct(
                    "NodeID",
                    List.of(NAME, UID),
                    row -> new PaxosNode(new PeerName(row.get(NAME)), row.get(UID)),
                    (row, node) -> row.set(NAME, node.name().value()).set(UID, node.uid()));

    private static final GobField<Long> ROUND = new GobField<>("Round", GobType.UINT);
    private static final GobField<PaxosNode> PROPOSER = new GobField<>("Proposer", NODE);
    private static final GobType<PaxosProposal> PROPOSAL =
            GobType.struct(
                    "ProposalID",
                    List.of(ROUND, PROPOSER),
                    row -> new PaxosProposal(row.get(ROUND), row.get(PROPOSER)),
                    (row, proposal) ->
                            row.set(ROUND, proposal.round()).set(PROPOSER, proposal.proposer()));

    private static final GobType<List<Long>> NAMES = GobType.list(NAME_TYPE);
    private static final GobField<List<Long>> VALUE = new GobField<>("Value", NAMES);
    private static final GobField<PaxosProposal> ORIGIN = new GobField<>("Origin", PROPOSAL);

    /** The last two of a voter's claims. */
    private record Accepted(List<Long> value, PaxosProposal origin) {}

    private static final GobType<Accepted> ACCEPTED_TYPE =
            GobType.struct(
                    "AcceptedValue",
                    List.of(VALUE, ORIGIN),
                    row -> new Accepted(row.get(VALUE), row.get(ORIGIN)),
                    (row, accepted) ->
                            row.set(VALUE, accepted.value()).set(ORIGIN, accepted.origin()));

    private static final GobField<PaxosProposal> PROMISE = new GobField<>("Promise", PROPOSAL);
    private static final GobField<PaxosProposal> ACCEPTED = new GobField<>("Accepted", PROPOSAL);
    private static final GobField<Accepted> ACCEPTED_VALUE =
            new GobField<>("AcceptedVal", ACCEPTED_TYPE);
    private static final GobType<PaxosClaims> CLAIMS =
            GobType.struct(
                    "NodeClaims",
                    List.of(PROMISE, ACCEPTED, ACCEPTED_VALUE),
                    row ->
                            new PaxosClaims(
                                    row.get(PROMISE),
                                    row.get(ACCEPTED),
                                    peers(row.get(ACCEPTED_VALUE).value()),
                                    row.get(ACCEPTED_VALUE).origin()),
                    (row, claims) ->
                            row.set(PROMISE, claims.promise())
                                    .set(ACCEPTED, claims.accepted())
                                    .set(
                                            ACCEPTED_VALUE,
                                            new Accepted(
                                                    numbers(claims.value()), claims.origin())));

    static final GobType<Map<PaxosNode, PaxosClaims>> ELECTION = GobType.map(NODE, CLAIMS);

    private static final GobField<Long> TOKEN = new GobField<>("Token", UINT32);
    private static final GobField<Long> PEER = new GobField<>("Peer", NAME_TYPE);
    private static final GobField<Long> VERSION = new GobField<>("Version", UINT32);
    private static final GobField<Long> FREE = new GobField<>("Free", UINT32);
    private static final GobType<RingEntry> ENTRY =
            GobType.struct(
                    "entry",
                    List.of(TOKEN, PEER, VERSION, FREE),
                    row ->
                            new RingEntry(
                                    row.get(TOKEN),
                                    new PeerName(row.get(PEER)),
                                    row.get(VERSION),
                                    row.get(FREE)),
                    (row, entry) ->
                            row.set(TOKEN, entry.token())
                                    .set(PEER, entry.peer().value())
                                    .set(VERSION, entry.version())
                                    .set(FREE, entry.free()));

    private static final GobField<Long> START = new GobField<>("Start", UINT32);
    private static final GobField<Long> END = new GobField<>("End", UINT32);
    private static final GobField<List<RingEntry>> ENTRIES =
            new GobField<>("Entries", GobType.list(ENTRY));
    private static final GobField<List<Long>> SEEDS = new GobField<>("Seeds", NAMES);
    static final GobType<Ring> RING =
            GobType.struct(
                    "Ring",
                    List.of(START, END, PEER, ENTRIES, SEEDS),
                    row ->
                            new Ring(
                                    range(row.get(START), row.get(END)),
                                    new PeerName(row.get(PEER)),
                                    row.get(ENTRIES),
                                    peers(row.get(SEEDS))),
                    (row, ring) ->
                            row.set(START, ring.universe().start())
                                    .set(END, ring.universe().end() % Ipv4.COUNT)
                                    .set(PEER, ring.self().value())
                                    .set(ENTRIES, ring.entries())
                                    .set(SEEDS, numbers(ring.seeds())));

    private static final GobField<Long> NOW = new GobField<>("Now", GobType.INT);
    private static final GobField<Map<Long, String>> NICKNAMES =
            new GobField<>("Nicknames", GobType.map(NAME_TYPE, GobType.STRING));
    private static final GobField<Map<PaxosNode, PaxosClaims>> PAXOS =
            new GobField<>("Paxos", ELECTION);
    private static final GobField<Ring> RING_FIELD = new GobField<>("Ring", RING);
    private static final GobType<IpamGossip> GOSSIP =
            GobType.struct(
                    "gossipState",
                    List.of(NOW, NICKNAMES, PAXOS, RING_FIELD),
                    row ->
                            new IpamGossip(
                                    row.get(NOW),
                                    byPeer(row.get(NICKNAMES)),
                                    row.has(PAXOS) ? row.get(PAXOS) : null,
                                    row.has(RING_FIELD) ? row.get(RING_FIELD) : null),
                    (row, gossip) -> {
                        row.set(NOW, gossip.nowSeconds())
                                .set(NICKNAMES, byNumber(gossip.nicknames()));
                        if (gossip.election() != null) {
                            row.set(PAXOS, gossip.election());
                        }
                        if (gossip.ring() != null) {
                            row.set(RING_FIELD, gossip.ring());
                        }
                    });

    static final GobType<AddressRange> RANGE =
            GobType.struct(
                    "Range",
                    List.of(START, END),
                    row -> range(row.get(START), row.get(END)),
                    (row, range) ->
                            row.set(START, range.start()).set(END, range.end() % Ipv4.COUNT));

    private IpamCodec() {}

    static byte[] encode(IpamGossip gossip) {
        return encode(GOSSIP, gossip);
    }

    /**
     * @throws GobException if it is malformed
     */
    static IpamGossip decodeGossip(byte[] bytes) throws GobException {
        return decode(GOSSIP, bytes);
    }

    static byte[] encode(AddressRange range) {
        return encode(RANGE, range);
    }

    /**
     * @throws GobException if it is malformed
     */
    static AddressRange decodeRange(byte[] bytes) throws GobException {
        return decode(RANGE, bytes);
    }

    static <T> byte[] encode(GobType<T> type, T value) {
        return new GobWriter().write(type, value).drain();
    }

    /**
     * @throws GobException if it is malformed
     */
    static <T> T decode(GobType<T> type, byte[] bytes) throws GobException {
        try {
            return new GobReader(bytes).next(type);
        } catch (IllegalArgumentException e) {
            throw new GobException(e.getMessage());
        }
    }

    /** An end of 0 is the end of all addresses. */
    private static AddressRange range(long start, long end) {
        return new AddressRange(start, end == 0 && start > 0 ? Ipv4.COUNT : end);
    }

    private static List<PeerName> peers(List<Long> numbers) {
        return numbers.stream().map(PeerName::new).toList();
    }

    private static List<Long> numbers(List<PeerName> peers) {
        return peers.stream().map(PeerName::value).toList();
    }

    private static Map<PeerName, String> byPeer(Map<Long, String> byNumber) {
        Map<PeerName, String> byPeer = new LinkedHashMap<>();
        byNumber.forEach((number, text) -> byPeer.put(new PeerName(number), text));
        return byPeer;
    }

    private static Map<Long, String> byNumber(Map<PeerName, String> byPeer) {
        Map<Long, String> byNumber = new LinkedHashMap<>();
        byPeer.forEach((peer, text) -> byNumber.put(peer.value(), text));
        return byNumber;
    }
}
