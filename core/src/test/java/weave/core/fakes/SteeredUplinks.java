package weave.core.fakes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.util.ArrayList;
import java.util.List;
import weave.core.contract.RecordedRefusals;
import weave.core.tuning.Tuning;
import weave.core.udp.DatagramReceiver;
import weave.core.udp.DatagramSender;
import weave.core.udp.DatagramSource;
import weave.core.udp.DatagramTarget;
import weave.core.udp.Endpoint;
import weave.core.udp.UdpAddress;
import weave.core.udp.Uplink;
import weave.linux.call.CallState;

/**
 * Uplinks on loopback, each with a port of its own: which queue a datagram comes to, its sender
 * chooses, as a network card does.
 */
public final class SteeredUplinks implements AutoCloseable {
    private static final int LOOPBACK = 0x7F000001;

    /** Datagrams that an uplink receives at a time. */
    public static final int BATCH = 16;

    private static final int SLOT_LENGTH = 66 * 1024;
    private static final int BLOCK_LENGTH = 4 << 20;
    private static final int DATAGRAMS_MAX = 4_096;

    private final List<Steered> uplinks = new ArrayList<>();

    public SteeredUplinks(int queues) {
        for (int i = 0; i < queues; i++) {
            uplinks.add(new Steered());
        }
    }

    private static final class Steered implements Uplink {
        private final Endpoint endpoint;
        private final DatagramReceiver receiver;

        Steered() {
            // A card brings every datagram by itself.
            Tuning tuning = Tuning.builder().queues(1).offloads(false).build();
            endpoint = Endpoint.open(LOOPBACK, freePort(), tuning).getFirst();
            receiver = new DatagramReceiver(new CallState(), endpoint.mainFd(), BATCH, SLOT_LENGTH);
        }

        @Override
        public DatagramSource source() {
            return receiver;
        }

        @Override
        public DatagramTarget target(DatagramSender kernel) {
            kernel.close();
            return new DatagramSender(
                    endpoint,
                    new CallState(),
                    new RecordedRefusals(),
                    BLOCK_LENGTH,
                    DATAGRAMS_MAX,
                    false);
        }

        @Override
        public int[] fds() {
            return new int[] {endpoint.mainFd()};
        }
    }

    private static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the queues, in order. */
    public List<Uplink> all() {
        return List.copyOf(uplinks);
    }

    /** Of UDP, where the datagrams for the uplink of a queue go. */
    public int port(int queue) {
        return uplinks.get(queue).endpoint.port();
    }

    /** The same, packed. */
    public long address(int queue) {
        return UdpAddress.pack(LOOPBACK, port(queue));
    }

    @Override
    public void close() {
        uplinks.forEach(uplink -> uplink.endpoint.close());
    }
}
