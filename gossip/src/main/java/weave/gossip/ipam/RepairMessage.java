package weave.gossip.ipam;

import java.util.List;
import weave.core.peer.PeerName;
import weave.gossip.gob.GobException;
import weave.gossip.gob.GobField;
import weave.gossip.gob.GobType;

/**
 * A message between weaved peers that settle a conflict.
 *
 * @param kind {@link #ASK}, {@link #TELL} or {@link #APPLY}
 * @param id which repair it belongs to, drawn by the peer that began it
 * @param freeze whether to hand out and give away nothing until it is over
 * @param ring the sender's, or the one to take
 * @param used addresses in use at the sender
 */
record RepairMessage(
        int kind, long id, boolean freeze, PeerName sender, Ring ring, List<AddressRange> used) {
    /** To all: what do you know? */
    static final int ASK = 1;

    /** The answer. */
    static final int TELL = 2;

    /** To all: this is the ring. */
    static final int APPLY = 3;

    private static final int NAME_BITS = 48;

    private static final GobField<Long> KIND = new GobField<>("Kind", GobType.uint(Byte.SIZE));
    private static final GobField<Long> ID = new GobField<>("Id", GobType.UINT);
    private static final GobField<Boolean> FREEZE = new GobField<>("Freeze", GobType.BOOL);
    private static final GobField<Long> SENDER = new GobField<>("Sender", GobType.uint(NAME_BITS));
    private static final GobField<Ring> RING = new GobField<>("Ring", IpamCodec.RING);
    private static final GobField<List<AddressRange>> USED =
            new GobField<>("Used", GobType.list(IpamCodec.RANGE));
    private static final GobType<RepairMessage> TYPE =
            GobType.struct(
                    "repair",
                    List.of(KIND, ID, FREEZE, SENDER, RING, USED),
                    row ->
                            new RepairMessage(
                                    row.get(KIND).intValue(),
                                    row.get(ID),
                                    row.get(FREEZE),
                                    new PeerName(row.get(SENDER)),
                                    row.get(RING),
                                    row.get(USED)),
                    (row, message) ->
                            row.set(KIND, (long) message.kind())
                                    .set(ID, message.id())
                                    .set(FREEZE, message.freeze())
                                    .set(SENDER, message.sender().value())
                                    .set(RING, message.ring())
                                    .set(USED, message.used()));

    RepairMessage {
        used = List.copyOf(used);
    }

    byte[] encode() {
        return IpamCodec.encode(TYPE, this);
    }

    /**
     * @throws GobException if it is malformed
     */
    static RepairMessage decode(byte[] bytes) throws GobException {
        return IpamCodec.decode(TYPE, bytes);
    }
}
