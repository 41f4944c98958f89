package weave.gossip.dns;

import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a name stands for. */
public sealed interface RecordData {
    /** The number of its {@link RecordType}. */
    int type();

    /** As in a zone file: {@code 10.32.0.1}, {@code fd00::1}, {@code 0 5 80 web.weave.local.}. */
    String text();

    /** What the record carries on the wire; big-endian, names in full. */
    byte[] wire();

    /** A name for people and scripts: {@code CNAME db.weave.local.}; an address as it is. */
    default String label() {
        return text();
    }

    /** Whether it is an address, which has a name of its own in the other direction. */
    default boolean isAddress() {
        return false;
    }

    /**
     * Reads what {@link #text} writes.
     *
     * @param type one of {@link RecordType}
     * @return empty if it is malformed or of a type that names do not have here
     */
    static Optional<RecordData> parse(int type, String text) {
        return switch (type) {
            case RecordType.A -> Address.parse(text).map(RecordData.class::cast);
            case RecordType.AAAA -> Address6.parse(text).map(RecordData.class::cast);
            case RecordType.CNAME -> Alias.parse(text).map(RecordData.class::cast);
            case RecordType.SRV -> Service.parse(text).map(RecordData.class::cast);
            default -> Optional.empty();
        };
    }

    /** Reads an address of either kind. */
    static Optional<RecordData> address(String text) {
        int type = text.indexOf(':') < 0 ? RecordType.A : RecordType.AAAA;
        return parse(type, text);
    }

    /**
     * An IPv4 address.
     *
     * @param value its first byte is the most significant
     */
    record Address(int value) implements RecordData {
        static Optional<Address> parse(String text) {
            return NetUtil.isValidIpV4Address(text)
                    ? Optional.of(new Address(number(text)))
                    : Optional.empty();
        }

        private static int number(String text) {
            return ByteBuffer.wrap(NetUtil.createByteArrayFromIpAddressString(text)).getInt();
        }

        @Override
        public int type() {
            return RecordType.A;
        }

        @Override
        public boolean isAddress() {
            return true;
        }

        @Override
        public String text() {
            return NetUtil.intToIpAddress(value);
        }

        @Override
        public byte[] wire() {
            return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
        }
    }

    /** An IPv6 address, as two numbers. */
    record Address6(long high, long low) implements RecordData {
        static Optional<Address6> parse(String text) {
            if (!NetUtil.isValidIpV6Address(text) || text.indexOf('%') >= 0) {
                return Optional.empty();
            }
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
            if (bytes == null || bytes.length != 2 * Long.BYTES) {
                return Optional.empty();
            }
            ByteBuffer address = ByteBuffer.wrap(bytes);
            return Optional.of(new Address6(address.getLong(), address.getLong()));
        }

        @Override
        public int type() {
            return RecordType.AAAA;
        }

        @Override
        public boolean isAddress() {
            return true;
        }

        @Override
        public String text() {
            return NetUtil.bytesToIpAddress(wire());
        }

        @Override
        public byte[] wire() {
            return ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        }
    }

    /**
     * Another name for the same.
     *
     * @param target with its final dot
     */
    record Alias(String target) implements RecordData {
        static Optional<Alias> parse(String text) {
            return DnsName.wire(text).isPresent() && text.length() > 1
                    ? Optional.of(new Alias(DnsName.qualified(text)))
                    : Optional.empty();
        }

        @Override
        public int type() {
            return RecordType.CNAME;
        }

        @Override
        public String text() {
            return target;
        }

        @Override
        public byte[] wire() {
            return DnsName.wire(target).orElseThrow();
        }

        @Override
        public String label() {
            return "CNAME " + text();
        }
    }

    /**
     * Where a service is to be had.
     *
     * @param priority 0 to 65535, lower first
     * @param weight 0 to 65535, among equals of priority
     * @param port 0 to 65535
     * @param target with its final dot
     */
    record Service(int priority, int weight, int port, String target) implements RecordData {
        private static final Pattern TEXT =
                Pattern.compile("([0-9]{1,5}) ([0-9]{1,5}) ([0-9]{1,5}) ([^ ]+)");
        private static final int NUMBER_MAX = 65_535;

        static Optional<Service> parse(String text) {
            Matcher parts = TEXT.matcher(text);
            if (!parts.matches() || DnsName.wire(parts.group(4)).isEmpty()) {
                return Optional.empty();
            }
            int[] numbers = new int[3];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Integer.parseInt(parts.group(i + 1));
                if (numbers[i] > NUMBER_MAX) {
                    return Optional.empty();
                }
            }
            String target = DnsName.qualified(parts.group(4));
            return Optional.of(new Service(numbers[0], numbers[1], numbers[2], target));
        }

        @Override
        public int type() {
            return RecordType.SRV;
        }

        @Override
        public String text() {
            return priority + " " + weight + " " + port + " " + target;
        }

        @Override
        public byte[] wire() {
            byte[] name = DnsName.wire(target).orElseThrow();
            return ByteBuffer.allocate(3 * Short.BYTES + name.length)
                    .putShort((short) priority)
                    .putShort((short) weight)
                    .putShort((short) port)
                    .put(name)
                    .array();
        }

        @Override
        public String label() {
            return "SRV " + text();
        }
    }
}
