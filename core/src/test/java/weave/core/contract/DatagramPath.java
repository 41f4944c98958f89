package weave.core.contract;

import java.util.List;
import weave.core.udp.DatagramSource;
import weave.core.udp.DatagramTarget;
import weave.core.udp.UdpAddress;

/** From the left host to the right one, over Ethernet with an MTU of 1500. */
public interface DatagramPath extends AutoCloseable {
    /** The left host's IPv4 address, in a network of 24 bits. */
    int LEFT = 0x0A09_0001;

    /** The right one's. */
    int RIGHT = 0x0A09_0002;

    /** The port of both. */
    int PORT = 6783;

    /** What is sent through it goes to the other host. */
    DatagramTarget target();

    /** What the other host receives comes by one of these. */
    List<DatagramSource> sources();

    /** The other host's {@link UdpAddress}. */
    default long destination() {
        return UdpAddress.pack(RIGHT, PORT);
    }

    /** Where the other host sees datagrams come from. */
    default long origin() {
        return UdpAddress.pack(LEFT, PORT);
    }

    RecordedRefusals refusals();

    @Override
    void close();
}
