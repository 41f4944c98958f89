package weave.gossip.store;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The bytes of a state file. All numbers big-endian; entries ascend by key.
 *
 * <pre>
 *   file:   | "weaveSTA" (8) | format = 1 (4) | entries (4) | entry | entry | ... | crc (4) |
 *   entry:  | key length (2) | key, UTF-8 | value length (4) | value |
 * </pre>
 *
 * The last four bytes are the CRC-32C of everything before them, so that a file that is cut short,
 * longer than it was, or changed anywhere is told from a whole one.
 */
final class StateFormat {
    /** A file longer than this is not read, and none is written. */
    static final int LENGTH_MAX = 64 << 20;

    private static final byte[] MAGIC = "weaveSTA".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT = 1;
    private static final int HEADER_LENGTH = MAGIC.length + 2 * Integer.BYTES;
    private static final int CRC_LENGTH = Integer.BYTES;
    private static final int KEY_LENGTH_MAX = 0xFFFF;

    private StateFormat() {}

    /**
     * @throws IllegalArgumentException if a key, or all of it together, is too long
     */
    static byte[] encode(SortedMap<String, byte[]> entries) {
        long length = HEADER_LENGTH + CRC_LENGTH;
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            int keyLength = entry.getKey().getBytes(StandardCharsets.UTF_8).length;
            if (keyLength > KEY_LENGTH_MAX) {
                throw new IllegalArgumentException("a key of " + keyLength + " bytes");
            }
            length += Short.BYTES + keyLength + Integer.BYTES + (long) entry.getValue().length;
        }
        if (length > LENGTH_MAX) {
            throw new IllegalArgumentException("a state of " + length + " bytes");
        }
        ByteBuffer file = ByteBuffer.allocate((int) length);
        file.put(MAGIC).putInt(FORMAT).putInt(entries.size());
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            byte[] key = entry.getKey().getBytes(StandardCharsets.UTF_8);
            file.putShort((short) key.length).put(key);
            file.putInt(entry.getValue().length).put(entry.getValue());
        }
        return file.putInt(crc(file.array(), file.position())).array();
    }

    static SortedMap<String, byte[]> decode(byte[] bytes) throws DamagedStateException {
        if (bytes.length < HEADER_LENGTH + CRC_LENGTH) {
            throw new DamagedStateException("only " + bytes.length + " bytes long");
        }
        ByteBuffer file = ByteBuffer.wrap(bytes);
        byte[] magic = new byte[MAGIC.length];
        file.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new DamagedStateException("not a state file");
        }
        int end = bytes.length - CRC_LENGTH;
        if (file.getInt(end) != crc(bytes, end)) {
            throw new DamagedStateException("checksum does not match");
        }
        int format = file.getInt();
        if (format != FORMAT) {
            throw new DamagedStateException("of format " + format + ", not " + FORMAT);
        }
        return entries(file.limit(end));
    }

    private static SortedMap<String, byte[]> entries(ByteBuffer file) throws DamagedStateException {
        int count = file.getInt();
        SortedMap<String, byte[]> entries = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            require(file, Short.BYTES);
            byte[] key = bytes(file, Short.toUnsignedInt(file.getShort()));
            require(file, Integer.BYTES);
            entries.put(text(key), bytes(file, file.getInt()));
        }
        if (entries.size() != count || file.hasRemaining()) {
            throw new DamagedStateException("its entries do not add up");
        }
        return entries;
    }

    private static byte[] bytes(ByteBuffer file, int length) throws DamagedStateException {
        require(file, length);
        byte[] bytes = new byte[length];
        file.get(bytes);
        return bytes;
    }

    private static void require(ByteBuffer file, int length) throws DamagedStateException {
        if (length < 0 || length > file.remaining()) {
            throw new DamagedStateException("an entry goes beyond its end");
        }
    }

    private static String text(byte[] key) throws DamagedStateException {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new DamagedStateException("a key is not text");
        }
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
