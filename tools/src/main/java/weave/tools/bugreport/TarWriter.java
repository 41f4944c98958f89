package weave.tools.bugreport;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Small files in a row, each behind a header, in blocks of 512 bytes: the ustar format of POSIX.1
 * (pax, "ustar Interchange Format").
 *
 * <pre>
 *   0      100    108   116   124    136     148     156        157        257     263       265
 *   +------+------+-----+-----+------+-------+-------+----------+----------+-------+---------+--
 *   | name | mode | uid | gid | size | mtime | check | typeflag | linkname | ustar | version | 0
 *   +------+------+-----+-----+------+-------+-------+----------+----------+-------+---------+--
 * </pre>
 */
final class TarWriter implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH_MAX = 100;
    private static final int MODE = 100;
    private static final int UID = 108;
    private static final int GID = 116;
    private static final int SIZE = 124;
    private static final int MODIFIED = 136;
    private static final int CHECK = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;

    /** Digits of a number, without the byte that ends it. */
    private static final int SHORT_DIGITS = 7;

    private static final int LONG_DIGITS = 11;
    private static final int CHECK_DIGITS = 6;
    private static final int OWNER_ONLY = 0600;

    private final OutputStream out;
    private final long modifiedSeconds;

    /**
     * @param modifiedSeconds the time of all files, since 1970
     */
    TarWriter(OutputStream out, long modifiedSeconds) {
        this.out = out;
        this.modifiedSeconds = modifiedSeconds;
    }

    /**
     * @param name in ASCII, at most 100 characters, folders parted by slashes
     */
    void add(String name, byte[] content) throws IOException {
        out.write(header(name, content.length));
        out.write(content);
        out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    /** Two empty blocks are the end. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }

    private byte[] header(String name, int size) {
        assert name.length() <= NAME_LENGTH_MAX : name;
        byte[] header = new byte[BLOCK];
        text(header, 0, name);
        number(header, MODE, SHORT_DIGITS, OWNER_ONLY);
        number(header, UID, SHORT_DIGITS, 0);
        number(header, GID, SHORT_DIGITS, 0);
        number(header, SIZE, LONG_DIGITS, size);
        number(header, MODIFIED, LONG_DIGITS, modifiedSeconds);
        header[TYPE] = '0';
        text(header, MAGIC, "ustar\00000");
        // Summed up as if its own field were blank.
        Arrays.fill(header, CHECK, TYPE, (byte) ' ');
        long sum = 0;
        for (byte octet : header) {
            sum += octet & 0xFF;
        }
        number(header, CHECK, CHECK_DIGITS, sum);
        header[CHECK + CHECK_DIGITS] = 0;
        return header;
    }

    private static void text(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static void number(byte[] header, int at, int digits, long value) {
        text(header, at, String.format(Locale.ROOT, "%0" + digits + "o", value));
    }
}
