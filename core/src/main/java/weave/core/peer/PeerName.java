package weave.core.peer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A peer's name: a 48-bit number written like a MAC address, {@code 7a:2f:9e:01:02:03}. Bytes and
 * text have the most significant first. 0 means "nobody" and is no real peer's name. In the
 * dataplane a name is the bare {@code long}; see docs/protocol/mesh.md.
 */
public record PeerName(long value) implements Comparable<PeerName> {
    /** Nobody. */
    public static final PeerName NONE = new PeerName(0);

    /** Bytes of a name on the wire. */
    public static final int LENGTH = 6;

    private static final int GROUPS = 6;
    private static final int GROUPS_ABBREVIATED_MAX = 4;
    private static final long MASK = 0xFFFF_FFFF_FFFFL;
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,2}");
    private static final Pattern ABBREVIATED = Pattern.compile("(.*?)::(.*)");

    public PeerName {
        if ((value & ~MASK) != 0) {
            throw new IllegalArgumentException("a peer name has 48 bits, not " + value);
        }
    }

    /**
     * Reads {@code aa:bb:cc:dd:ee:ff} in any case, groups of one or two digits, or the abbreviation
     * {@code ::} for a run of zero groups beside at most four others. Leading blanks are skipped.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static PeerName parse(String text) {
        String trimmed = text.replaceFirst("^[ \t\n\r\u000b\f]+", "");
        Matcher abbreviated = ABBREVIATED.matcher(trimmed);
        if (!abbreviated.matches()) {
            long[] groups = groups(trimmed, text);
            if (groups.length != GROUPS) {
                throw malformed(text);
            }
            return new PeerName(join(groups, new long[0]));
        }
        long[] head = groups(abbreviated.group(1), text);
        long[] tail = groups(abbreviated.group(2), text);
        int explicit = head.length + tail.length;
        if (explicit == 0 || explicit > GROUPS_ABBREVIATED_MAX) {
            throw malformed(text);
        }
        return new PeerName(join(head, tail));
    }

    /** Folds bytes, most significant first; of more than six the last six count. */
    public static PeerName fromBytes(byte[] bytes) {
        long value = 0;
        for (byte b : bytes) {
            value = value << 8 | (b & 0xFF);
        }
        return new PeerName(value & MASK);
    }

    public byte[] toBytes() {
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            bytes[i] = (byte) (value >>> 8 * (LENGTH - 1 - i));
        }
        return bytes;
    }

    /** The text form of a bare name. */
    public static String format(long value) {
        StringBuilder text = new StringBuilder(3 * LENGTH - 1);
        for (int shift = 8 * (LENGTH - 1); shift >= 0; shift -= 8) {
            int group = (int) (value >>> shift) & 0xFF;
            text.append(Character.forDigit(group >>> 4, 16));
            text.append(Character.forDigit(group & 0xF, 16));
            if (shift > 0) {
                text.append(':');
            }
        }
        return text.toString();
    }

    /** Lower names win ties in the mesh; the order is numeric. */
    @Override
    public int compareTo(PeerName other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return format(value);
    }

    private static long[] groups(String part, String whole) {
        if (part.isEmpty()) {
            return new long[0];
        }
        String[] texts = part.split(":", -1);
        long[] groups = new long[texts.length];
        for (int i = 0; i < texts.length; i++) {
            if (!GROUP.matcher(texts[i]).matches()) {
                throw malformed(whole);
            }
            groups[i] = Long.parseLong(texts[i], 16);
        }
        return groups;
    }

    private static long join(long[] head, long[] tail) {
        long value = 0;
        for (int i = 0; i < GROUPS; i++) {
            int fromTail = i - (GROUPS - tail.length);
            long group = i < head.length ? head[i] : fromTail >= 0 ? tail[fromTail] : 0;
            value = value << 8 | group;
        }
        return value;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "invalid peer name \"" + text + "\": want six hex pairs like 7a:2f:9e:01:02:03");
    }
}
