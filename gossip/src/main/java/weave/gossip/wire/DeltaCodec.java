package weave.gossip.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import weave.core.peer.PeerName;
import weave.gossip.topology.ConnectionRecord;
import weave.gossip.topology.Ipv4Text;
import weave.gossip.topology.PeerNews;
import weave.gossip.topology.PeersDigest;

/**
 * Deltas as bytes; numbers are big-endian.
 *
 * <pre>
 *   digest    | 1 | count (4) | hash (8) |
 *   summary   | 2 | who ...                          who   | name (6) | uid (8) | version (8) |
 *   news      | 3 | item ...
 *   want      | 4 | name (6) ...
 *   records   | 5 | a topology update, see TopologyCodec |
 *
 *   item      | who | 0 |                            announced only
 *             | who | 1 | base (8) | short id (2) | hash (8)
 *             |   puts (1) | put ... | removals (1) | name (6) ... |
 *   put       | name (6) | flags (1) | IPv4 (4) | port (2) |
 *             | name (6) | flags (1) | length (1) | text ... |       with the flag TEXT
 * </pre>
 */
final class DeltaCodec {
    private static final int DIGEST = 1;
    private static final int SUMMARY = 2;
    private static final int NEWS = 3;
    private static final int WANT = 4;
    private static final int RECORDS = 5;
    private static final int OUTBOUND = 1;
    private static final int ESTABLISHED = 2;
    private static final int TEXT = 4;
    private static final int NO_SHORT_ID = 0xFFFF;
    private static final int SHORT_ID_MAX = 0xFFF;
    private static final int COUNT_MAX = 255;

    private DeltaCodec() {}

    static byte[] encode(DeltaMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            switch (message) {
                case DeltaMessage.Digest digest -> {
                    out.writeByte(DIGEST);
                    out.writeInt(digest.digest().count());
                    out.writeLong(digest.digest().hash());
                }
                case DeltaMessage.Summary summary -> {
                    out.writeByte(SUMMARY);
                    for (PeerNews record : summary.records()) {
                        writeWho(out, record);
                    }
                }
                case DeltaMessage.News news -> {
                    out.writeByte(NEWS);
                    for (PeerNews item : news.news()) {
                        writeItem(out, item);
                    }
                }
                case DeltaMessage.Want want -> {
                    out.writeByte(WANT);
                    for (PeerName name : want.names()) {
                        out.write(name.toBytes());
                    }
                }
                case DeltaMessage.Records records -> {
                    out.writeByte(RECORDS);
                    out.write(TopologyCodec.encode(records.records()));
                }
            }
        } catch (IOException e) {
            throw new AssertionError("an array is always writable", e);
        }
        return bytes.toByteArray();
    }

    static DeltaMessage decode(byte[] data) throws WireException {
        ByteBuffer in = ByteBuffer.wrap(data);
        try {
            int kind = in.get();
            return switch (kind) {
                case DIGEST -> digest(in);
                case SUMMARY -> new DeltaMessage.Summary(summary(in));
                case NEWS -> new DeltaMessage.News(news(in));
                case WANT -> new DeltaMessage.Want(want(in));
                case RECORDS ->
                        new DeltaMessage.Records(
                                TopologyCodec.decode(Arrays.copyOfRange(data, 1, data.length)));
                default -> throw new WireException("topology deltas: no message is a " + kind);
            };
        } catch (BufferUnderflowException e) {
            throw new WireException("topology deltas: a message is cut off", e);
        }
    }

    private static void writeWho(DataOutputStream out, PeerNews item) throws IOException {
        out.write(item.name().toBytes());
        out.writeLong(item.uid());
        out.writeLong(item.version());
    }

    /** What is too long for a delta is announced only. */
    private static void writeItem(DataOutputStream out, PeerNews item) throws IOException {
        writeWho(out, item);
        Optional<PeerNews.Delta> fitting = item.delta().filter(DeltaCodec::fits);
        out.writeBoolean(fitting.isPresent());
        if (fitting.isEmpty()) {
            return;
        }
        PeerNews.Delta delta = fitting.get();
        out.writeLong(delta.base());
        out.writeShort(delta.hasShortId() ? delta.shortId() : NO_SHORT_ID);
        out.writeLong(delta.hash());
        out.writeByte(delta.put().size());
        for (ConnectionRecord connection : delta.put()) {
            writePut(out, connection);
        }
        out.writeByte(delta.removed().size());
        for (PeerName name : delta.removed()) {
            out.write(name.toBytes());
        }
    }

    private static boolean fits(PeerNews.Delta delta) {
        return delta.put().size() <= COUNT_MAX
                && delta.removed().size() <= COUNT_MAX
                && delta.put().stream().allMatch(c -> utf8(c.address()).length <= COUNT_MAX);
    }

    private static void writePut(DataOutputStream out, ConnectionRecord connection)
            throws IOException {
        long ipv4AndPort = Ipv4Text.parse(connection.address());
        boolean isText = ipv4AndPort < 0;
        out.write(connection.remote().toBytes());
        out.writeByte(
                (connection.outbound() ? OUTBOUND : 0)
                        | (connection.established() ? ESTABLISHED : 0)
                        | (isText ? TEXT : 0));
        if (isText) {
            byte[] text = utf8(connection.address());
            out.writeByte(text.length);
            out.write(text);
        } else {
            out.writeInt((int) (ipv4AndPort >>> Short.SIZE));
            out.writeShort((int) ipv4AndPort);
        }
    }

    private static DeltaMessage digest(ByteBuffer in) {
        return new DeltaMessage.Digest(new PeersDigest(in.getInt(), in.getLong()));
    }

    private static List<PeerNews> summary(ByteBuffer in) throws WireException {
        List<PeerNews> records = new ArrayList<>();
        while (in.hasRemaining()) {
            records.add(PeerNews.announcement(name(in), in.getLong(), in.getLong()));
        }
        return records;
    }

    private static List<PeerNews> news(ByteBuffer in) throws WireException {
        List<PeerNews> news = new ArrayList<>();
        while (in.hasRemaining()) {
            PeerName name = name(in);
            long uid = in.getLong();
            long version = in.getLong();
            int form = in.get();
            if (form != 0 && form != 1) {
                throw new WireException("topology deltas: no item has the form " + form);
            }
            news.add(
                    new PeerNews(
                            name,
                            uid,
                            version,
                            form == 0 ? Optional.empty() : Optional.of(delta(in))));
        }
        return news;
    }

    private static PeerNews.Delta delta(ByteBuffer in) throws WireException {
        long base = in.getLong();
        int shortId = Short.toUnsignedInt(in.getShort());
        if (shortId > SHORT_ID_MAX && shortId != NO_SHORT_ID) {
            throw new WireException("topology deltas: no short id is " + shortId);
        }
        boolean hasShortId = shortId != NO_SHORT_ID;
        long hash = in.getLong();
        List<ConnectionRecord> put = new ArrayList<>();
        for (int left = Byte.toUnsignedInt(in.get()); left > 0; left--) {
            put.add(put(in));
        }
        List<PeerName> removed = new ArrayList<>();
        for (int left = Byte.toUnsignedInt(in.get()); left > 0; left--) {
            removed.add(name(in));
        }
        return new PeerNews.Delta(base, hasShortId ? shortId : 0, hasShortId, put, removed, hash);
    }

    private static ConnectionRecord put(ByteBuffer in) throws WireException {
        PeerName remote = name(in);
        int flags = in.get();
        if ((flags & ~(OUTBOUND | ESTABLISHED | TEXT)) != 0) {
            throw new WireException("topology deltas: no connection has the flags " + flags);
        }
        String address;
        if ((flags & TEXT) != 0) {
            byte[] text = new byte[Byte.toUnsignedInt(in.get())];
            in.get(text);
            address = new String(text, StandardCharsets.UTF_8);
        } else {
            long ipv4 = Integer.toUnsignedLong(in.getInt());
            address = Ipv4Text.format(ipv4 << Short.SIZE | Short.toUnsignedInt(in.getShort()));
        }
        return new ConnectionRecord(
                remote, address, (flags & OUTBOUND) != 0, (flags & ESTABLISHED) != 0);
    }

    private static List<PeerName> want(ByteBuffer in) throws WireException {
        List<PeerName> names = new ArrayList<>();
        while (in.hasRemaining()) {
            names.add(name(in));
        }
        return names;
    }

    private static PeerName name(ByteBuffer in) throws WireException {
        byte[] bytes = new byte[PeerName.LENGTH];
        in.get(bytes);
        PeerName name = PeerName.fromBytes(bytes);
        if (name.equals(PeerName.NONE)) {
            throw new WireException("topology deltas: somebody has the name of nobody");
        }
        return name;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
