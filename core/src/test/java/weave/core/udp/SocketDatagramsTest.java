package weave.core.udp;

import java.util.List;
import weave.core.contract.DatagramContract;
import weave.core.contract.DatagramPath;
import weave.core.contract.RecordedRefusals;
import weave.core.tuning.Tuning;
import weave.linux.call.CallState;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** The contract, by sockets of two hosts. */
@Privileged
class SocketDatagramsTest extends DatagramContract {
    private static final int BLOCK_LENGTH = 1 << 20;
    private static final int DATAGRAMS_MAX = 512;
    private static final int BATCH = 16;
    private static final int SLOT_LENGTH = 66 * 1024;

    @Override
    protected DatagramPath open() throws Exception {
        return new Sockets();
    }

    private static final class Sockets implements DatagramPath {
        private final RecordedRefusals refusals = new RecordedRefusals();
        private final NetworkNamespace left = NetworkNamespace.create("left");
        private final NetworkNamespace right = NetworkNamespace.create("right");
        private final Endpoint from;
        private final Endpoint to;
        private final DatagramSender sender;
        private final DatagramReceiver receiver;

        Sockets() throws Exception {
            NetworkNamespace.join(left, "eth0", right, "eth0");
            left.ip("addr add 10.9.0.1/24 dev eth0");
            right.ip("addr add 10.9.0.2/24 dev eth0");
            Tuning tuning = Tuning.builder().queues(1).build();
            from = left.call(() -> Endpoint.open(LEFT, PORT, tuning)).getFirst();
            to = right.call(() -> Endpoint.open(0, PORT, tuning)).getFirst();
            sender =
                    new DatagramSender(
                            from, new CallState(), refusals, BLOCK_LENGTH, DATAGRAMS_MAX, false);
            receiver = new DatagramReceiver(new CallState(), to.mainFd(), BATCH, SLOT_LENGTH);
        }

        @Override
        public DatagramTarget target() {
            return sender;
        }

        @Override
        public List<DatagramSource> sources() {
            return List.of(receiver);
        }

        @Override
        public RecordedRefusals refusals() {
            return refusals;
        }

        @Override
        public void close() {
            sender.close();
            receiver.close();
            from.close();
            to.close();
            left.close();
            right.close();
        }
    }
}
