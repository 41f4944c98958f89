package weave.xdp.program;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import java.util.StringJoiner;

/**
 * What {@link RedirectToSocket} has to decide, in plain Java.
 *
 * <p>A destination is written as the tags it is behind, from the outer one, and the address: {@code
 * 10.0.0.1}, {@code c5 10.0.0.1}, {@code s7 c5 10.0.0.1} with {@code c} for a customer's tag and
 * {@code s} for a provider's.
 */
final class RedirectModel {
    private final int controlPort;
    private final Set<String> own;
    private final boolean onlyWhole;

    private RedirectModel(int controlPort, Set<String> own, boolean onlyWhole) {
        this.controlPort = controlPort;
        this.own = own;
        this.onlyWhole = onlyWhole;
    }

    /** Has those of {@link OuterPacket#own}. */
    static RedirectModel ofTests(boolean onlyWhole) {
        return new RedirectModel(
                OuterPacket.CONTROL_PORT,
                Set.of(
                        "10.0.0.1",
                        "2001:db8:0:0:0:0:0:1",
                        "c5 10.0.0.2",
                        "s7 2001:db8:0:0:0:0:0:2",
                        "s7 c5 10.0.0.3"),
                onlyWhole);
    }

    /**
     * @param packet from its Ethernet header on
     * @param visible how many of its bytes are in its first buffer
     */
    PacketOutcome decide(byte[] packet, int visible, boolean hasSocket) {
        Reader reader = new Reader(packet, visible);
        try {
            PacketOutcome reason = reader.reason();
            if (reason != null) {
                return reason;
            }
        } catch (ArrayIndexOutOfBoundsException cutOff) {
            return PacketOutcome.CUT_OFF;
        }
        return hasSocket ? PacketOutcome.REDIRECTED : PacketOutcome.WITHOUT_SOCKET;
    }

    private final class Reader {
        private final byte[] bytes;
        private final int whole;
        private int start;
        private byte[] source;
        private byte[] target;
        private final StringJoiner destination = new StringJoiner(" ");

        Reader(byte[] packet, int visible) {
            bytes = Arrays.copyOf(packet, visible);
            whole = packet.length;
        }

        /** Why it is none of ours, or {@code null}. */
        PacketOutcome reason() {
            require(14);
            if (bits(0, 8) % 2 == 1) {
                return PacketOutcome.TO_MANY;
            }
            start = 12;
            for (int tags = 0; tags < 2 && isTag(); tags++) {
                require(6);
                int id = bits(2, 16) & 4095;
                if (id > 0) {
                    destination.add((bits(0, 16) == 0x88A8 ? "s" : "c") + id);
                }
                start += 4;
            }
            int type = bits(0, 16);
            start += 2;
            return switch (type) {
                case 0x0800 -> reasonOfIpv4();
                case 0x86DD -> reasonOfIpv6();
                default -> PacketOutcome.OF_OTHER_PROTOCOL;
            };
        }

        private boolean isTag() {
            return bits(0, 16) == 0x8100 || bits(0, 16) == 0x88A8;
        }

        private PacketOutcome reasonOfIpv4() {
            require(20);
            int header = (bits(0, 8) & 15) * 4;
            if (bits(0, 8) >> 4 != 4 || header < 20) {
                return PacketOutcome.MALFORMED;
            }
            if (bits(9, 8) != 17) {
                return PacketOutcome.NOT_UDP;
            }
            boolean isMore = (bits(6, 16) & 0x2000) != 0;
            int fragmentOffset = bits(6, 16) & 0x1FFF;
            if (isMore || fragmentOffset > 0) {
                return PacketOutcome.FRAGMENT;
            }
            addresses(12, 4);
            return reasonOfUdp(header, bits(2, 16));
        }

        private PacketOutcome reasonOfIpv6() {
            require(40);
            if (bits(0, 8) >> 4 != 6) {
                return PacketOutcome.MALFORMED;
            }
            if (bits(6, 8) != 17) {
                return bits(6, 8) == 44 ? PacketOutcome.FRAGMENT : PacketOutcome.NOT_UDP;
            }
            addresses(8, 16);
            return reasonOfUdp(40, 40 + bits(4, 16));
        }

        private PacketOutcome reasonOfUdp(int header, int length) {
            int end = start + length;
            if (length - header < 8) {
                return PacketOutcome.MALFORMED;
            }
            start += header;
            require(8);
            if (bits(2, 16) != controlPort && bits(2, 16) != controlPort + 1) {
                return PacketOutcome.TO_OTHER_PORT;
            }
            if (bits(4, 16) < 8 || bits(4, 16) > length - header) {
                return PacketOutcome.MALFORMED;
            }
            if (onlyWhole
                    && (length - header > OuterPacket.MTU - 20
                            || bits(6, 16)
                                    == OuterPacket.pseudoHeaderSum(source, target, bits(4, 16)))) {
                return PacketOutcome.INCOMPLETE;
            }
            if (!own.contains(destination.toString())) {
                return PacketOutcome.TO_OTHER_ADDRESS;
            }
            return end > whole ? PacketOutcome.MALFORMED : null;
        }

        private void require(int length) {
            if (start + length > bytes.length) {
                throw new ArrayIndexOutOfBoundsException();
            }
        }

        private int bits(int offset, int count) {
            int first = bytes[start + offset] & 0xFF;
            return count == 8 ? first : first << 8 | bytes[start + offset + 1] & 0xFF;
        }

        private void addresses(int offset, int length) {
            source = address(offset, length);
            target = address(offset + length, length);
            destination.add(text(target));
        }

        private byte[] address(int offset, int length) {
            return Arrays.copyOfRange(bytes, start + offset, start + offset + length);
        }
    }

    /** One of IPv6 stays one, even if there is an IPv4 address in it. */
    static String text(byte[] address) {
        try {
            return address.length == 4
                    ? InetAddress.getByAddress(address).getHostAddress()
                    : Inet6Address.getByAddress(null, address, -1).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
