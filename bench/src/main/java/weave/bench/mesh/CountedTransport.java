package weave.bench.mesh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import weave.gossip.mesh.Transport;
import weave.gossip.mesh.Wire;
import weave.gossip.mesh.WireListener;

/** Counts what is written on another transport. */
record CountedTransport(Transport counted, Traffic traffic) implements Transport {
    @Override
    public Listener listen(InetSocketAddress address, Consumer<Wire> accepted) throws IOException {
        return counted.listen(address, wire -> accepted.accept(new CountedWire(wire, traffic)));
    }

    @Override
    public void connect(InetAddress source, InetSocketAddress destination, DialHandler handler) {
        counted.connect(
                source,
                destination,
                new DialHandler() {
                    @Override
                    public void connected(Wire wire) {
                        handler.connected(new CountedWire(wire, traffic));
                    }

                    @Override
                    public void failed(String reason) {
                        handler.failed(reason);
                    }
                });
    }

    private record CountedWire(Wire wire, Traffic traffic) implements Wire {
        @Override
        public InetSocketAddress localAddress() {
            return wire.localAddress();
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return wire.remoteAddress();
        }

        @Override
        public void start(WireListener listener) {
            wire.start(listener);
        }

        @Override
        public void write(byte[] bytes) {
            traffic.count(bytes);
            wire.write(bytes);
        }

        @Override
        public boolean writable() {
            return wire.writable();
        }

        @Override
        public long roundTripMicros() {
            return wire.roundTripMicros();
        }

        @Override
        public void close() {
            wire.close();
        }
    }
}
