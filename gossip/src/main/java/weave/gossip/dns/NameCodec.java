package weave.gossip.dns;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import weave.core.peer.PeerName;
import weave.gossip.gob.GobException;
import weave.gossip.gob.GobField;
import weave.gossip.gob.GobReader;
import weave.gossip.gob.GobType;
import weave.gossip.gob.GobWriter;

/**
 * Messages of the two channels, each one struct of docs/protocol/gob.md. {@link #ADDRESSES} is what
 * every Weave Net peer speaks; {@link #RECORDS} carries the kinds of records that it does not know.
 */
enum NameCodec {
    /** IPv4 addresses. */
    ADDRESSES {
        @Override
        GobType<NameMessage> type() {
            return GOSSIP_DATA;
        }
    },

    /** Records of other types. */
    RECORDS {
        @Override
        GobType<NameMessage> type() {
            return RECORD_DATA;
        }
    };

    private static final GobField<String> CONTAINER = new GobField<>("ContainerID", GobType.STRING);
    private static final GobField<Long> ORIGIN = new GobField<>("Origin", GobType.UINT);
    private static final GobField<Long> ADDRESS =
            new GobField<>("Addr", GobType.uint(Integer.SIZE));
    private static final GobField<String> HOSTNAME = new GobField<>("Hostname", GobType.STRING);
    private static final GobField<Long> VERSION = new GobField<>("Version", GobType.INT);
    private static final GobField<Long> TOMBSTONE = new GobField<>("Tombstone", GobType.INT);
    private static final GobField<Long> RECORD_TYPE =
            new GobField<>("Type", GobType.uint(Short.SIZE));
    private static final GobField<String> DATA = new GobField<>("Data", GobType.STRING);
    private static final GobField<Long> TIMESTAMP = new GobField<>("Timestamp", GobType.INT);

    private static final GobType<NameEntry> ADDRESS_ENTRY =
            GobType.struct(
                    "Entry",
                    List.of(CONTAINER, ORIGIN, ADDRESS, HOSTNAME, VERSION, TOMBSTONE),
                    row ->
                            new NameEntry(
                                    row.get(CONTAINER),
                                    peer(row.get(ORIGIN)),
                                    new RecordData.Address(row.get(ADDRESS).intValue()),
                                    row.get(HOSTNAME),
                                    row.get(VERSION),
                                    row.get(TOMBSTONE)),
                    (row, entry) ->
                            row.set(CONTAINER, entry.containerId())
                                    .set(ORIGIN, entry.origin().value())
                                    .set(ADDRESS, number(entry.data()))
                                    .set(HOSTNAME, entry.hostname())
                                    .set(VERSION, entry.version())
                                    .set(TOMBSTONE, entry.tombstone()));

    private static final GobField<List<NameEntry>> ENTRIES =
            new GobField<>("Entries", GobType.list(ADDRESS_ENTRY));

    private static final GobType<NameMessage> GOSSIP_DATA =
            GobType.struct(
                    "GossipData",
                    List.of(TIMESTAMP, ENTRIES),
                    row -> new NameMessage(row.get(TIMESTAMP), row.get(ENTRIES)),
                    (row, message) ->
                            row.set(TIMESTAMP, message.timestamp())
                                    .set(ENTRIES, message.entries()));

    /** As read; empty where a later version of this protocol has a type that we do not know. */
    private static final GobType<Optional<NameEntry>> RECORD =
            GobType.struct(
                    "Record",
                    List.of(CONTAINER, ORIGIN, RECORD_TYPE, DATA, HOSTNAME, VERSION, TOMBSTONE),
                    row ->
                            RecordData.parse(row.get(RECORD_TYPE).intValue(), row.get(DATA))
                                    .map(data ->
                                            new NameEntry(
                                                    row.get(CONTAINER),
                                                    peer(row.get(ORIGIN)),
                                                    data,
                                                    row.get(HOSTNAME),
                                                    row.get(VERSION),
                                                    row.get(TOMBSTONE))),
                    (row, record) -> {
                        NameEntry entry = record.orElseThrow();
                        row.set(CONTAINER, entry.containerId())
                                .set(ORIGIN, entry.origin().value())
                                .set(RECORD_TYPE, (long) entry.data().type())
                                .set(DATA, entry.data().text())
                                .set(HOSTNAME, entry.hostname())
                                .set(VERSION, entry.version())
                                .set(TOMBSTONE, entry.tombstone());
                    });

    private static final GobField<List<Optional<NameEntry>>> RECORD_LIST =
            new GobField<>("Records", GobType.list(RECORD));

    /**
     * The time makes messages differ that say the same: peers that pass this channel on without
     * knowing it would hold the second one back.
     */
    private static final GobType<NameMessage> RECORD_DATA =
            GobType.struct(
                    "RecordData",
                    List.of(TIMESTAMP, RECORD_LIST),
                    row ->
                            new NameMessage(
                                    row.get(TIMESTAMP),
                                    row.get(RECORD_LIST).stream()
                                            .flatMap(Optional::stream)
                                            .toList()),
                    (row, message) ->
                            row.set(TIMESTAMP, message.timestamp())
                                    .set(
                                            RECORD_LIST,
                                            message.entries().stream().map(Optional::of).toList()));

    abstract GobType<NameMessage> type();

    byte[] encode(NameMessage message) {
        return new GobWriter().write(type(), message).drain();
    }

    /**
     * @throws GobException if it is malformed
     */
    NameMessage decode(byte[] data) throws GobException {
        return Objects.requireNonNull(new GobReader(data).next(type()));
    }

    /** A number that is no peer's name is nobody's: such entries are dropped like a stranger's. */
    private static PeerName peer(long number) {
        return number >>> 8 * PeerName.LENGTH == 0 ? new PeerName(number) : PeerName.NONE;
    }

    private static long number(RecordData data) {
        return Integer.toUnsignedLong(((RecordData.Address) data).value());
    }
}
