package weave.gossip.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import weave.core.peer.PeerName;

/**
 * What a peer says of itself when a connection begins.
 *
 * @param name the peer's name
 * @param nickName for humans; may be empty
 * @param uid the incarnation, unsigned 64 bits
 * @param connectionId the sender's random number for this connection attempt, unsigned 64 bits
 * @param hasShortId whether the peer has a short id
 * @param shortId 0 to 4095, 0 without one
 * @param trusted whether the sender trusts the receiver's address
 * @param announcesOverlays whether the peer negotiates overlays at all; one that does not has
 *     sleeve alone
 * @param overlays names of overlays, best first
 * @param others further keys, which an older peer ignores
 */
public record Features(
        PeerName name,
        String nickName,
        long uid,
        long connectionId,
        boolean hasShortId,
        int shortId,
        boolean trusted,
        boolean announcesOverlays,
        List<String> overlays,
        Map<String, String> others) {
    private static final String FLAVOUR = "PeerNameFlavour";
    private static final String NAME = "Name";
    private static final String NICK_NAME = "NickName";
    private static final String UID = "UID";
    private static final String CONNECTION_ID = "ConnID";
    private static final String SHORT_ID = "ShortID";
    private static final String TRUSTED = "Trusted";
    private static final String OVERLAYS = "Overlays";
    private static final Set<String> VERSION_1 =
            Set.of(FLAVOUR, NAME, NICK_NAME, UID, CONNECTION_ID);
    private static final Set<String> KNOWN =
            Set.of(FLAVOUR, NAME, NICK_NAME, UID, CONNECTION_ID, SHORT_ID, TRUSTED, OVERLAYS);

    /** Names shaped like MAC addresses; the only flavour there is in practice. */
    private static final String FLAVOUR_MAC = "mac";

    /** How the keys begin that only weaved peers announce. */
    private static final String OF_WEAVED = "Weaved";

    private static final int SHORT_ID_MAX = 0xFFF;
    private static final long NO_LIMIT = -1;
    private static final int SHOWN_MAX = 64;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\p{Print}]");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    public Features {
        overlays = List.copyOf(overlays);
        others = Map.copyOf(others);
    }

    /** What a peer that has all features announces. */
    public static Features announced(
            PeerName name,
            String nickName,
            long uid,
            long connectionId,
            int shortId,
            boolean trusted,
            List<String> overlays,
            Map<String, String> others) {
        return new Features(
                name, nickName, uid, connectionId, true, shortId, trusted, true, overlays, others);
    }

    /**
     * Understands a received map.
     *
     * @throws WireException if a key is missing or a value malformed
     */
    public static Features parse(Map<String, String> values) throws WireException {
        String flavour = required(values, FLAVOUR);
        if (!flavour.equals(FLAVOUR_MAC)) {
            throw new WireException(
                    "Peer name flavour mismatch (ours: \"mac\", theirs: " + quoted(flavour) + ")");
        }
        boolean hasShortId = values.containsKey(SHORT_ID);
        boolean announcesOverlays = values.containsKey(OVERLAYS);
        Map<String, String> others = new TreeMap<>(values);
        others.keySet().removeAll(KNOWN);
        return new Features(
                parseName(required(values, NAME)),
                required(values, NICK_NAME),
                parseNumber(UID, required(values, UID), NO_LIMIT),
                parseNumber(CONNECTION_ID, required(values, CONNECTION_ID), NO_LIMIT),
                hasShortId,
                hasShortId ? (int) parseNumber(SHORT_ID, values.get(SHORT_ID), SHORT_ID_MAX) : 0,
                values.containsKey(TRUSTED) && parseBoolean(values.get(TRUSTED)),
                announcesOverlays,
                announcesOverlays ? List.of(values.get(OVERLAYS).split(" ")) : List.of(),
                others);
    }

    /** The map that is sent, in the order of its keys. */
    public Map<String, String> toMap() {
        Map<String, String> values = new TreeMap<>(others);
        values.put(FLAVOUR, FLAVOUR_MAC);
        values.put(NAME, name.toString());
        values.put(NICK_NAME, nickName);
        values.put(UID, Long.toUnsignedString(uid));
        values.put(CONNECTION_ID, Long.toUnsignedString(connectionId));
        values.put(TRUSTED, Boolean.toString(trusted));
        if (hasShortId) {
            values.put(SHORT_ID, Integer.toString(shortId));
        }
        if (announcesOverlays) {
            values.put(OVERLAYS, String.join(" ", overlays));
        }
        return values;
    }

    /** What protocol version 1 knows of a map, in the same order. */
    static Map<String, String> cutToVersion1(Map<String, String> values) {
        Map<String, String> cut = new LinkedHashMap<>(values);
        cut.keySet().retainAll(VERSION_1);
        return cut;
    }

    /** Whether the peer announces anything that an original peer does not. */
    public boolean areOfWeaved() {
        return others.keySet().stream().anyMatch(key -> key.startsWith(OF_WEAVED));
    }

    /** The number both ends know the connection by: the XOR of their connection ids. */
    public long connectionUid(long ownConnectionId) {
        return connectionId ^ ownConnectionId;
    }

    private static String required(Map<String, String> values, String key) throws WireException {
        String value = values.get(key);
        if (value == null) {
            throw new WireException("field " + key + " is missing");
        }
        return value;
    }

    private static PeerName parseName(String text) throws WireException {
        try {
            PeerName name = PeerName.parse(text);
            if (!name.equals(PeerName.NONE)) {
                return name;
            }
        } catch (IllegalArgumentException e) {
            throw new WireException("invalid peer name format: " + quoted(text), e);
        }
        throw new WireException("peer name " + PeerName.NONE + " means nobody");
    }

    /** Digits only: no sign, no blanks, no prefix. */
    private static long parseNumber(String key, String text, long max) throws WireException {
        if (!DIGITS.matcher(text).matches()) {
            throw new WireException("field " + key + ": invalid number " + quoted(text));
        }
        try {
            long number = Long.parseUnsignedLong(text);
            if (Long.compareUnsigned(number, max) <= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new WireException("field " + key + ": " + quoted(text) + " is out of range", e);
        }
        throw new WireException("field " + key + ": " + quoted(text) + " is out of range");
    }

    private static boolean parseBoolean(String text) throws WireException {
        return switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "0", "f", "F", "FALSE", "false", "False" -> false;
            default ->
                    throw new WireException(
                            "field " + TRUSTED + ": invalid boolean " + quoted(text));
        };
    }

    /** A stranger's text, fit for a line of a log. */
    private static String quoted(String text) {
        String start = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) : text;
        return '"' + UNPRINTABLE.matcher(start).replaceAll("?") + '"';
    }
}
