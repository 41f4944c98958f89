package weave.gossip.wire;

import java.util.ArrayList;
import java.util.List;
import weave.core.peer.PeerName;
import weave.gossip.gob.GobException;
import weave.gossip.gob.GobField;
import weave.gossip.gob.GobReader;
import weave.gossip.gob.GobType;
import weave.gossip.gob.GobWriter;
import weave.gossip.topology.ConnectionRecord;
import weave.gossip.topology.PeerRecord;

/**
 * Peers and their connections, as the topology channel carries them: for each peer two values of
 * one gob stream.
 *
 * <pre>
 *   | peer | its connections | peer | its connections | ...
 * </pre>
 */
public final class TopologyCodec {
    private static final int SHORT_ID_MAX = 0xFFF;

    private static final GobField<byte[]> NAME = new GobField<>("NameByte", GobType.BYTES);
    private static final GobField<String> NICK_NAME = new GobField<>("NickName", GobType.STRING);
    private static final GobField<Long> UID = new GobField<>("UID", GobType.UINT);
    private static final GobField<Long> VERSION = new GobField<>("Version", GobType.UINT);
    private static final GobField<Long> SHORT_ID =
            new GobField<>("ShortID", GobType.uint(Short.SIZE));
    private static final GobField<Boolean> HAS_SHORT_ID =
            new GobField<>("HasShortID", GobType.BOOL);

    /** A peer, still without its connections. */
    private static final GobType<PeerRecord> PEER =
            GobType.struct(
                    "peerSummary",
                    List.of(NAME, NICK_NAME, UID, VERSION, SHORT_ID, HAS_SHORT_ID),
                    row -> {
                        long shortId = row.get(SHORT_ID);
                        // An id that fits no tunnel header is none.
                        boolean usable = row.get(HAS_SHORT_ID) && shortId <= SHORT_ID_MAX;
                        return new PeerRecord(
                                PeerName.fromBytes(row.get(NAME)),
                                row.get(NICK_NAME),
                                row.get(UID),
                                row.get(VERSION),
                                (int) Math.min(shortId, SHORT_ID_MAX),
                                usable,
                                List.of());
                    },
                    (row, peer) ->
                            row.set(NAME, peer.name().toBytes())
                                    .set(NICK_NAME, peer.nickName())
                                    .set(UID, peer.uid())
                                    .set(VERSION, peer.version())
                                    .set(SHORT_ID, (long) peer.shortId())
                                    .set(HAS_SHORT_ID, peer.hasShortId()));

    private static final GobField<byte[]> REMOTE = new GobField<>("NameByte", GobType.BYTES);
    private static final GobField<String> ADDRESS = new GobField<>("RemoteTCPAddr", GobType.STRING);
    private static final GobField<Boolean> OUTBOUND = new GobField<>("Outbound", GobType.BOOL);
    private static final GobField<Boolean> ESTABLISHED =
            new GobField<>("Established", GobType.BOOL);

    private static final GobType<List<ConnectionRecord>> CONNECTIONS =
            GobType.list(
                    GobType.struct(
                            "connectionSummary",
                            List.of(REMOTE, ADDRESS, OUTBOUND, ESTABLISHED),
                            row ->
                                    new ConnectionRecord(
                                            PeerName.fromBytes(row.get(REMOTE)),
                                            row.get(ADDRESS),
                                            row.get(OUTBOUND),
                                            row.get(ESTABLISHED)),
                            (row, connection) ->
                                    row.set(REMOTE, connection.remote().toBytes())
                                            .set(ADDRESS, connection.address())
                                            .set(OUTBOUND, connection.outbound())
                                            .set(ESTABLISHED, connection.established())));

    private TopologyCodec() {}

    /** The data of one update; an empty list gives no bytes. */
    public static byte[] encode(List<PeerRecord> peers) {
        GobWriter out = new GobWriter();
        for (PeerRecord peer : peers) {
            out.write(PEER, peer).write(CONNECTIONS, peer.connections());
        }
        return out.drain();
    }

    /**
     * Reads one update. No bytes are an empty update. A last peer without its connections is
     * dropped.
     *
     * @throws WireException if it is malformed: the connection it came over must end
     */
    public static List<PeerRecord> decode(byte[] data) throws WireException {
        List<PeerRecord> peers = new ArrayList<>();
        GobReader in = new GobReader(data);
        try {
            while (in.hasNext()) {
                PeerRecord peer = in.next(PEER);
                if (in.hasNext()) {
                    peers.add(withConnections(peer, in.next(CONNECTIONS)));
                }
            }
        } catch (GobException e) {
            throw new WireException("gob: " + e.getMessage(), e);
        }
        return peers;
    }

    private static PeerRecord withConnections(PeerRecord peer, List<ConnectionRecord> connections) {
        return new PeerRecord(
                peer.name(),
                peer.nickName(),
                peer.uid(),
                peer.version(),
                peer.shortId(),
                peer.hasShortId(),
                connections);
    }
}
