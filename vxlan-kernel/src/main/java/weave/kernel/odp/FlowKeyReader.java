package weave.kernel.odp;

import static weave.linux.openvswitch.OpenvswitchConstants.OVS_KEY_ATTR_ETHERNET;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_KEY_ATTR_IN_PORT;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_KEY_ATTR_TUNNEL;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_ID;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_IPV4_SRC;

import java.nio.ByteBuffer;
import java.util.Optional;
import weave.kernel.netlink.AttributeReader;
import weave.linux.openvswitch.OvsKeyEthernet;

/** Reads keys and masks of flows, those of other programs among them. */
final class FlowKeyReader {
    private static final int MAC_LENGTH = 6;
    private static final long MAC_MASK = 0xFFFF_FFFF_FFFFL;
    private static final long EXACT_ID = -1;

    /** Of a key: the values. Of a mask: which of their bits count. */
    private int inPort;

    private boolean hasTunnel;
    private long tunnelId;
    private int tunnelSource;
    private long source;
    private long destination;

    /** Whether there is anything that is not zero beyond these. */
    private boolean hasMore;

    private FlowKeyReader() {}

    /**
     * The key of a frame that matched no flow.
     *
     * @return exact in all its parts
     */
    static FlowKey ofFrame(AttributeReader key) {
        return read(key).exact();
    }

    /**
     * The key of a flow.
     *
     * @return nothing if it is none that a {@link FlowKey} can say
     */
    static Optional<FlowKey> ofFlow(AttributeReader key, AttributeReader mask) {
        FlowKey exact = read(key).exact();
        FlowKeyReader bits = read(mask);
        boolean isOurs =
                !bits.hasMore
                        && bits.inPort == -1
                        && isAllOrNothing(bits.source)
                        && isAllOrNothing(bits.destination);
        boolean isSameTunnel =
                exact.tunnel() == null
                        ? bits.tunnelId == 0 && bits.tunnelSource == 0
                        : bits.tunnelId == EXACT_ID && bits.tunnelSource == -1;
        if (!isOurs || !isSameTunnel) {
            return Optional.empty();
        }
        return Optional.of(
                new FlowKey(
                        exact.inPort(),
                        exact.tunnel(),
                        bits.source == 0 ? FlowKey.ANY : exact.source(),
                        bits.destination == 0 ? FlowKey.ANY : exact.destination()));
    }

    private FlowKey exact() {
        TunnelKey tunnel = hasTunnel ? new TunnelKey((int) tunnelId, tunnelSource) : null;
        return new FlowKey(inPort, tunnel, source, destination);
    }

    private static boolean isAllOrNothing(long bits) {
        return bits == 0 || bits == MAC_MASK;
    }

    private static FlowKeyReader read(AttributeReader attributes) {
        FlowKeyReader reader = new FlowKeyReader();
        while (attributes.next()) {
            switch (attributes.type()) {
                case OVS_KEY_ATTR_IN_PORT -> reader.inPort = attributes.asInt();
                case OVS_KEY_ATTR_TUNNEL -> reader.readTunnel(attributes.nested());
                case OVS_KEY_ATTR_ETHERNET -> reader.readEthernet(attributes);
                default -> reader.hasMore |= !isZero(attributes.asBytes());
            }
        }
        return reader;
    }

    private void readTunnel(AttributeReader attributes) {
        hasTunnel = true;
        while (attributes.next()) {
            switch (attributes.type()) {
                case OVS_TUNNEL_KEY_ATTR_ID -> tunnelId = attributes.asNetworkLong();
                case OVS_TUNNEL_KEY_ATTR_IPV4_SRC -> tunnelSource = attributes.asNetworkInt();
                // A flag has no value and still says something.
                default -> hasMore |= attributes.length() == 0 || !isZero(attributes.asBytes());
            }
        }
    }

    private void readEthernet(AttributeReader attribute) {
        attribute.structure(OvsKeyEthernet.SIZE);
        ByteBuffer bytes = ByteBuffer.wrap(attribute.asBytes());
        source = mac(bytes, (int) OvsKeyEthernet.ETH_SRC_OFFSET);
        destination = mac(bytes, (int) OvsKeyEthernet.ETH_DST_OFFSET);
    }

    private static long mac(ByteBuffer bytes, int offset) {
        long mac = 0;
        for (int i = 0; i < MAC_LENGTH; i++) {
            mac = mac << Byte.SIZE | bytes.get(offset + i) & 0xFF;
        }
        return mac;
    }

    private static boolean isZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
