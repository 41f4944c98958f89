package weave.gossip.mesh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A network of hosts in one JVM, with delays by chance and in virtual time. Ways between hosts can
 * be cut, which resets what runs over them, or frozen, which loses what is sent from then on.
 */
public final class InMemoryNetwork {
    private static final long DELAY_MAX_NANOS = 2_000_000;
    private static final int PORT_EPHEMERAL = 40_000;

    private final ControlLoop loop;
    private final RandomGenerator random;
    private final Map<InetSocketAddress, Port> ports = new HashMap<>();
    private final Set<Way> cut = new HashSet<>();
    private final Set<Way> frozen = new HashSet<>();
    private final Set<InMemoryWire> wires = new LinkedHashSet<>();
    private int nextPort = PORT_EPHEMERAL;

    public InMemoryNetwork(ControlLoop loop, RandomGenerator random) {
        this.loop = loop;
        this.random = random;
    }

    /** How {@code host} reaches the others. */
    public Transport transport(InetAddress host) {
        return new HostTransport(host);
    }

    /** Resets all connections between two hosts and allows no new ones. */
    public void cut(InetAddress one, InetAddress other) {
        cut.add(Way.between(one, other));
        for (InMemoryWire wire : List.copyOf(wires)) {
            if (wire.way().equals(Way.between(one, other))) {
                wire.end("connection reset by peer");
            }
        }
    }

    public void mend(InetAddress one, InetAddress other) {
        cut.remove(Way.between(one, other));
        frozen.remove(Way.between(one, other));
    }

    /** Loses what is sent between two hosts, without telling them. */
    public void freeze(InetAddress one, InetAddress other) {
        frozen.add(Way.between(one, other));
    }

    /** Connections open at present, each end counted. */
    public int wireCount() {
        return wires.size();
    }

    private boolean isFrozen(InMemoryWire wire) {
        return !frozen.isEmpty() && frozen.contains(wire.way());
    }

    private long delay() {
        return random.nextLong(DELAY_MAX_NANOS);
    }

    private record Way(String low, String high) {
        static Way between(InetAddress one, InetAddress other) {
            String a = one.getHostAddress();
            String b = other.getHostAddress();
            return a.compareTo(b) < 0 ? new Way(a, b) : new Way(b, a);
        }
    }

    private final class HostTransport implements Transport {
        private final InetAddress host;

        HostTransport(InetAddress host) {
            this.host = host;
        }

        @Override
        public Listener listen(InetSocketAddress address, Consumer<Wire> accepted)
                throws IOException {
            InetSocketAddress local = new InetSocketAddress(host, address.getPort());
            if (ports.containsKey(local)) {
                throw new IOException("cannot listen on " + local + ": address already in use");
            }
            Port port = new Port(local, accepted);
            ports.put(local, port);
            return port;
        }

        @Override
        public void connect(
                InetAddress source, InetSocketAddress destination, DialHandler handler) {
            loop.schedule(
                    2 * delay(),
                    () -> {
                        Port port = ports.get(destination);
                        if (cut.contains(Way.between(host, destination.getAddress()))) {
                            handler.failed("no route to host");
                        } else if (port == null) {
                            handler.failed("connection refused");
                        } else {
                            InetSocketAddress local = new InetSocketAddress(host, nextPort++);
                            InMemoryWire here = new InMemoryWire(local, destination);
                            InMemoryWire there = new InMemoryWire(destination, local);
                            here.other = there;
                            there.other = here;
                            wires.add(here);
                            wires.add(there);
                            port.offer(there);
                            handler.connected(here);
                        }
                    });
        }
    }

    private final class Port implements Transport.Listener {
        private final InetSocketAddress address;
        private final Consumer<Wire> accepted;
        private final ArrayDeque<Wire> waiting = new ArrayDeque<>();
        private int wanted;

        Port(InetSocketAddress address, Consumer<Wire> accepted) {
            this.address = address;
            this.accepted = accepted;
        }

        @Override
        public InetSocketAddress localAddress() {
            return address;
        }

        @Override
        public void acceptOne() {
            wanted++;
            loop.execute(this::match);
        }

        @Override
        public void close() {
            ports.remove(address);
            waiting.forEach(Wire::close);
        }

        void offer(Wire wire) {
            waiting.add(wire);
            match();
        }

        private void match() {
            if (wanted > 0 && !waiting.isEmpty()) {
                wanted--;
                accepted.accept(waiting.poll());
            }
        }
    }

    private final class InMemoryWire implements Wire {
        private final InetSocketAddress local;
        private final InetSocketAddress remote;
        private final ArrayDeque<byte[]> early = new ArrayDeque<>();
        private InMemoryWire other;
        private WireListener listener;
        private long lastArrivalNanos = loop.nanoTime();
        private String ended;

        InMemoryWire(InetSocketAddress local, InetSocketAddress remote) {
            this.local = local;
            this.remote = remote;
        }

        Way way() {
            return Way.between(local.getAddress(), remote.getAddress());
        }

        @Override
        public InetSocketAddress localAddress() {
            return local;
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return remote;
        }

        @Override
        public void start(WireListener newListener) {
            listener = newListener;
            loop.execute(this::deliverEarly);
        }

        @Override
        public void write(byte[] bytes) {
            if (ended == null && !isFrozen(this)) {
                other.later(() -> other.arrive(bytes));
            }
        }

        @Override
        public long roundTripMicros() {
            return 0;
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void close() {
            if (ended == null) {
                ended = "closed";
                wires.remove(this);
                if (!isFrozen(this)) {
                    other.later(() -> other.end("connection reset by peer"));
                }
            }
        }

        private void later(Runnable arrival) {
            lastArrivalNanos = Math.max(lastArrivalNanos, loop.nanoTime() + delay());
            loop.schedule(lastArrivalNanos - loop.nanoTime(), arrival);
        }

        private void arrive(byte[] bytes) {
            if (ended != null) {
                return;
            }
            early.add(bytes);
            deliverEarly();
        }

        private void deliverEarly() {
            while (listener != null && ended == null && !early.isEmpty()) {
                listener.received(early.poll());
            }
        }

        private void end(String reason) {
            if (ended != null) {
                return;
            }
            ended = reason;
            wires.remove(this);
            if (listener != null) {
                listener.closed(reason);
            }
        }
    }
}
