package weave.kernel.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import weave.linux.netlink.NetlinkConstants;
import weave.linux.netlink.Nlattr;
import weave.linux.netlink.Nlmsghdr;

/**
 * What tc, ip and bridge sent, what the kernel answered, and what it might answer if it were ill.
 */
public final class Golden {
    private static final HexFormat HEX = HexFormat.of();

    private static final List<byte[]> ANSWERS =
            lines("answers.txt").stream().map(line -> HEX.parseHex(line[1])).toList();

    private Golden() {}

    /** The requests in hex, by the commands that sent them, of the commands that begin so. */
    public static Map<String, String> requests(String beginning) {
        Map<String, String> requests = new LinkedHashMap<>();
        for (String[] line : lines("requests.txt")) {
            if (line[0].startsWith(beginning)) {
                requests.put(line[0], line[1]);
            }
        }
        return requests;
    }

    /** Our request in hex, as it is sent to have something done. */
    public static String doing(RequestWriter request, long bodySize) {
        return hex(request, NetlinkConstants.NLM_F_ACK, bodySize);
    }

    /** Our request in hex, as it is sent to have something listed. */
    public static String listing(RequestWriter request, long bodySize) {
        return hex(request, NetlinkConstants.NLM_F_DUMP, bodySize);
    }

    /** The messages of type {@code type} that a command was answered. */
    public static List<NetlinkMessage> answers(String command, int type) {
        List<NetlinkMessage> messages = new ArrayList<>();
        for (String[] line : lines("answers.txt")) {
            if (line[0].equals(command)) {
                messages.addAll(NetlinkMessage.split(HEX.parseHex(line[1])));
            }
        }
        messages.removeIf(message -> message.type() != type);
        return messages;
    }

    /** What the kernel had to say in words when it refused a command. */
    public static String explanation(String command) {
        return answers(command, NetlinkConstants.NLMSG_ERROR).getFirst().explanation();
    }

    /** An answer with something wrong in it, or not. */
    public static byte[] damaged(Random random) {
        byte[] bytes = ANSWERS.get(random.nextInt(ANSWERS.size())).clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            int word = random.nextInt(bytes.length / 4) * 4;
            switch (random.nextInt(6)) {
                case 0 -> buffer.put(word + random.nextInt(4), (byte) random.nextInt());
                case 1 -> buffer.putShort(word, (short) random.nextInt(24));
                case 2 -> buffer.putShort(word, (short) (0xFFFF - random.nextInt(8)));
                case 3 -> buffer.putInt(0, random.nextBoolean() ? bytes.length : -1);
                case 4 -> buffer.putInt(word, random.nextInt());
                default -> {
                    bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
                    if (bytes.length >= 4 && random.nextBoolean()) {
                        ByteBuffer.wrap(bytes)
                                .order(ByteOrder.nativeOrder())
                                .putInt(0, bytes.length);
                    }
                }
            }
            if (bytes.length < 4) {
                break;
            }
        }
        return bytes;
    }

    /** The messages of a datagram, whose heads and ends are read, too. */
    public static List<NetlinkMessage> messages(byte[] datagram) {
        List<NetlinkMessage> messages = NetlinkMessage.split(datagram);
        for (NetlinkMessage message : messages) {
            if (message.type() == NetlinkConstants.NLMSG_ERROR) {
                message.result();
                message.explanation();
            }
        }
        return messages;
    }

    private static String hex(RequestWriter request, int flags, long bodySize) {
        byte[] bytes = request.finish(NetlinkConstants.NLM_F_REQUEST | flags, 0).toArray(JAVA_BYTE);
        int first = (int) (Nlmsghdr.SIZE + Nlmsghdr.align(bodySize));
        clearNested(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), first, bytes.length);
        return HEX.formatHex(bytes);
    }

    /** The flag of attributes that have attributes inside, which those programs leave out. */
    private static void clearNested(ByteBuffer bytes, int from, int to) {
        int start = from;
        while (start < to) {
            int length = Short.toUnsignedInt(bytes.getShort(start));
            int type = Short.toUnsignedInt(bytes.getShort(start + 2));
            if ((type & NetlinkConstants.NLA_F_NESTED) != 0) {
                bytes.putShort(start + 2, (short) (type & ~NetlinkConstants.NLA_F_NESTED));
                clearNested(bytes, start + (int) Nlattr.SIZE, start + length);
            }
            start += (int) Nlmsghdr.align(length);
        }
    }

    private static List<String[]> lines(String name) {
        try (InputStream file = Golden.class.getResourceAsStream("/netlink/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| "))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
