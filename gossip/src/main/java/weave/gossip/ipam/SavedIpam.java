package weave.gossip.ipam;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import weave.core.peer.PeerName;
import weave.gossip.gob.GobException;
import weave.gossip.gob.GobField;
import weave.gossip.gob.GobType;

/**
 * What survives of address management, and what others may be told of it (drawn in
 * docs/operating/state.md).
 *
 * @param ring with our name in it; empty before there is one
 * @param holdings who here has which addresses
 * @param voter under which name and number we vote
 * @param election what is known of the vote; empty once there is a ring
 */
record SavedIpam(
        Ring ring,
        Map<String, Claims.Holding> holdings,
        PaxosNode voter,
        Map<PaxosNode, PaxosClaims> election) {
    private static final String RING = "ipam-ring";
    private static final String HOLDINGS = "ipam-addresses";
    private static final String VOTER = "ipam-voter";
    private static final String ELECTION = "ipam-election";

    private static final GobField<Long> ADDRESS =
            new GobField<>("Addr", GobType.uint(Integer.SIZE));
    private static final GobField<Long> PREFIX_LENGTH =
            new GobField<>("PrefixLen", GobType.integer(Integer.SIZE));
    private static final GobType<Cidr> CIDR =
            GobType.struct(
                    "CIDR",
                    List.of(ADDRESS, PREFIX_LENGTH),
                    row -> new Cidr(row.get(ADDRESS), row.get(PREFIX_LENGTH).intValue()),
                    (row, cidr) ->
                            row.set(ADDRESS, cidr.address())
                                    .set(PREFIX_LENGTH, (long) cidr.prefixLength()));
    private static final GobField<Boolean> IS_CONTAINER =
            new GobField<>("IsContainer", GobType.BOOL);
    private static final GobField<List<Cidr>> CIDRS = new GobField<>("Cidrs", GobType.list(CIDR));
    private static final GobType<Map<String, Claims.Holding>> HOLDINGS_TYPE =
            GobType.map(
                    GobType.STRING,
                    GobType.struct(
                            "ownedData",
                            List.of(IS_CONTAINER, CIDRS),
                            row -> new Claims.Holding(row.get(IS_CONTAINER), row.get(CIDRS)),
                            (row, holding) ->
                                    row.set(IS_CONTAINER, holding.isContainer())
                                            .set(CIDRS, holding.cidrs())));

    SavedIpam {
        holdings = new LinkedHashMap<>(holdings);
        election = new LinkedHashMap<>(election);
    }

    Map<String, byte[]> encode() {
        Map<String, byte[]> values = new LinkedHashMap<>();
        values.put(RING, IpamCodec.encode(IpamCodec.RING, ring));
        values.put(HOLDINGS, IpamCodec.encode(HOLDINGS_TYPE, holdings));
        values.put(VOTER, IpamCodec.encode(GobType.UINT, voter.uid()));
        values.put(ELECTION, IpamCodec.encode(IpamCodec.ELECTION, election));
        return values;
    }

    /**
     * Reads it back.
     *
     * @param values as from {@link #encode}; each may be missing
     * @param fresh what to take for what is missing
     * @throws GobException if one is malformed
     */
    static SavedIpam decode(Map<String, byte[]> values, SavedIpam fresh) throws GobException {
        Ring ring = decode(values, RING, IpamCodec.RING, fresh.ring);
        PeerName name = ring.self();
        return new SavedIpam(
                ring,
                decode(values, HOLDINGS, HOLDINGS_TYPE, fresh.holdings),
                new PaxosNode(name, decode(values, VOTER, GobType.UINT, fresh.voter.uid())),
                decode(values, ELECTION, IpamCodec.ELECTION, fresh.election));
    }

    private static <T> T decode(Map<String, byte[]> values, String key, GobType<T> type, T missing)
            throws GobException {
        byte[] bytes = values.get(key);
        return bytes == null ? missing : IpamCodec.decode(type, bytes);
    }
}
