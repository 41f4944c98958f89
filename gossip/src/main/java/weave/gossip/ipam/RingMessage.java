package weave.gossip.ipam;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipException;

/**
 * What peers that take deltas of the ring have to say. Numbers are big-endian.
 *
 * <pre>
 *   digest    | 1 | teller (6) | origin (8) | hash (8) |
 *   news      | 2 | teller (6) | origin (8) | item ...
 *   want      | 3 |                              everything
 *             | 3 | 32 sums (8 each) |           what differs
 *   whole     | 4 | gob: state |
 *
 *   item      | token (4) | end (4) | owner (6) | version (4) | free (4) | length (1) | nickname |
 * </pre>
 */
sealed interface RingMessage {
    byte[] encode();

    /** The ring that the teller has, in few words. */
    record Digest(PeerName teller, long origin, long hash) implements RingMessage {
        private static final int LENGTH = 1 + PeerName.LENGTH + 2 * Long.BYTES;

        static Digest of(Ring ring) {
            return new Digest(ring.self(), RingDigest.origin(ring), RingDigest.hash(ring));
        }

        @Override
        public byte[] encode() {
            return ByteBuffer.allocate(LENGTH)
                    .put((byte) 1)
                    .put(teller.toBytes())
                    .putLong(origin)
                    .putLong(hash)
                    .array();
        }
    }

    /** The sender asks for entries: sums of what it has, or none for everything. */
    record Want(List<Long> sums) implements RingMessage {
        public Want {
            sums = List.copyOf(sums);
        }

        static Want differing(Ring ring) {
            return new Want(Arrays.stream(RingDigest.buckets(ring)).boxed().toList());
        }

        boolean isForAll() {
            return sums.isEmpty();
        }

        /** The tokens of a ring in the buckets that the asker has otherwise. */
        Set<Long> differingIn(Ring ring) {
            return RingDigest.differing(ring, sums.stream().mapToLong(Long::longValue).toArray());
        }

        @Override
        public byte[] encode() {
            ByteBuffer out = ByteBuffer.allocate(1 + Long.BYTES * sums.size()).put((byte) 3);
            sums.forEach(out::putLong);
            return out.array();
        }
    }

    /** All state of a peer, as others are told. */
    record Whole(byte[] state) implements RingMessage {
        @Override
        public byte[] encode() {
            return ByteBuffer.allocate(1 + state.length).put((byte) 4).put(state).array();
        }
    }

    /**
     * An entry, the next token in the teller's ring, and what its owner is called.
     *
     * @param end where the entry ended: it must not become longer on the way
     */
    record Item(RingEntry entry, long end, String nickname) {
        private static final int LENGTH = 4 * Integer.BYTES + PeerName.LENGTH + 1;
        private static final int NICKNAME_MAX = 255;

        private byte[] encode() {
            byte[] text = nickname.getBytes(StandardCharsets.UTF_8);
            int length = text.length > NICKNAME_MAX ? 0 : text.length;
            return ByteBuffer.allocate(LENGTH + length)
                    .putInt((int) entry.token())
                    .putInt((int) end)
                    .put(entry.peer().toBytes())
                    .putInt((int) entry.version())
                    .putInt((int) entry.free())
                    .put((byte) length)
                    .put(text, 0, length)
                    .array();
        }

        private static Item decode(ByteBuffer in) {
            long token = Integer.toUnsignedLong(in.getInt());
            long end = Integer.toUnsignedLong(in.getInt());
            PeerName peer = name(in);
            long version = Integer.toUnsignedLong(in.getInt());
            long free = Integer.toUnsignedLong(in.getInt());
            byte[] text = new byte[Byte.toUnsignedInt(in.get())];
            in.get(text);
            String nickname = new String(text, StandardCharsets.UTF_8);
            return new Item(new RingEntry(token, peer, version, free), end, nickname);
        }
    }

    /** Some of the teller's entries. */
    record News(PeerName teller, long origin, List<Item> items) implements RingMessage {
        /** Far more than change at once; who has more to tell tells everything. */
        static final int ITEMS_MAX = 16_384;

        public News {
            items = List.copyOf(items);
        }

        /** Whether these entries of a ring take much less than all of it. */
        static boolean isWorthIt(Set<Long> tokens, Ring ring) {
            return 2 * tokens.size() <= ring.entries().size() && tokens.size() <= ITEMS_MAX;
        }

        static News of(Ring ring, Set<Long> tokens, Map<PeerName, String> nicknames) {
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < ring.entries().size(); i++) {
                RingEntry entry = ring.entries().get(i);
                if (tokens.contains(entry.token())) {
                    String nickname = nicknames.getOrDefault(entry.peer(), "");
                    items.add(new Item(entry, ring.nextToken(i), nickname));
                }
            }
            return new News(ring.self(), RingDigest.origin(ring), items);
        }

        Set<Long> tokens() {
            Set<Long> tokens = new HashSet<>();
            items.forEach(item -> tokens.add(item.entry().token()));
            return tokens;
        }

        Map<PeerName, String> nicknames() {
            Map<PeerName, String> nicknames = new LinkedHashMap<>();
            for (Item item : items) {
                if (!item.nickname().isEmpty()) {
                    nicknames.put(item.entry().peer(), item.nickname());
                }
            }
            return nicknames;
        }

        /**
         * The teller's ring, as far as this tells, and ours where it does not: none of the entries
         * taken from the news reaches further than at the teller.
         *
         * @return empty if something is missing between ours and the news
         */
        Optional<Ring> onto(Ring ours) {
            if (ours.isEmpty() || RingDigest.origin(ours) != origin) {
                return Optional.empty();
            }
            TreeMap<Long, RingEntry> entries = new TreeMap<>();
            ours.entries().forEach(entry -> entries.put(entry.token(), entry));
            List<Item> taken = new ArrayList<>();
            for (Item item : items) {
                RingEntry known = entries.get(item.entry().token());
                if (known == null || isBetter(item.entry(), known)) {
                    taken.add(item);
                }
            }
            taken.forEach(item -> entries.put(item.entry().token(), item.entry()));
            boolean fits = taken.stream().allMatch(item -> entries.containsKey(item.end()));
            return fits
                    ? Optional.of(
                            new Ring(
                                    ours.universe(),
                                    teller,
                                    List.copyOf(entries.values()),
                                    ours.seeds()))
                    : Optional.empty();
        }

        /** Whether a merge would look at it. */
        private static boolean isBetter(RingEntry entry, RingEntry known) {
            return entry.version() > known.version()
                    || entry.version() == known.version() && !entry.peer().equals(known.peer());
        }

        @Override
        public byte[] encode() {
            List<byte[]> encoded = items.stream().map(Item::encode).toList();
            int length = encoded.stream().mapToInt(item -> item.length).sum();
            ByteBuffer out = ByteBuffer.allocate(1 + PeerName.LENGTH + Long.BYTES + length);
            out.put((byte) 2).put(teller.toBytes()).putLong(origin);
            encoded.forEach(out::put);
            return out.array();
        }
    }

    /**
     * @throws GossipException if it is malformed: the connection it came over must end
     */
    static RingMessage decode(byte[] data) throws GossipException {
        ByteBuffer in = ByteBuffer.wrap(data);
        try {
            int kind = in.get();
            RingMessage message =
                    switch (kind) {
                        case 1 -> new Digest(name(in), in.getLong(), in.getLong());
                        case 2 -> new News(name(in), in.getLong(), items(in));
                        case 3 -> new Want(sums(in));
                        case 4 -> new Whole(rest(in));
                        default -> throw new GossipException("IPAM: no delta is a " + kind);
                    };
            if (in.hasRemaining()) {
                throw new GossipException("IPAM: more behind a delta");
            }
            return message;
        } catch (BufferUnderflowException e) {
            throw new GossipException("IPAM: a delta is cut off");
        }
    }

    private static List<Item> items(ByteBuffer in) throws GossipException {
        List<Item> items = new ArrayList<>();
        while (in.hasRemaining()) {
            if (items.size() == News.ITEMS_MAX) {
                throw new GossipException("IPAM: more news than " + News.ITEMS_MAX);
            }
            items.add(Item.decode(in));
        }
        return items;
    }

    private static List<Long> sums(ByteBuffer in) {
        List<Long> sums = new ArrayList<>();
        if (in.hasRemaining()) {
            for (int i = 0; i < RingDigest.BUCKETS; i++) {
                sums.add(in.getLong());
            }
        }
        return sums;
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    private static PeerName name(ByteBuffer in) {
        byte[] bytes = new byte[PeerName.LENGTH];
        in.get(bytes);
        return PeerName.fromBytes(bytes);
    }
}
