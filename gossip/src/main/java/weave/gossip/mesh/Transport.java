package weave.gossip.mesh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** Makes wires. All callbacks happen on the control loop. */
public interface Transport {
    /**
     * Opens a port. Nothing is accepted before {@link Listener#acceptOne()}. May block; not for the
     * loop's thread.
     *
     * @throws IOException if the port cannot be had; the message says why
     */
    Listener listen(InetSocketAddress address, Consumer<Wire> accepted) throws IOException;

    /**
     * Dials. The outcome is told to {@code handler}, never from inside this call.
     *
     * @param source the address to dial from, with an ephemeral port; {@code null} for any
     */
    void connect(InetAddress source, InetSocketAddress destination, DialHandler handler);

    /** Hears how dialling ended: one of the two, once. */
    interface DialHandler {
        void connected(Wire wire);

        /** {@code reason} is one line for people, such as {@code connection refused}. */
        void failed(String reason);
    }

    /** An open port. Connections wait in the kernel until they are asked for. */
    interface Listener {
        InetSocketAddress localAddress();

        /** Accepts one more connection when there is one. */
        void acceptOne();

        /** Closes the port, not the connections that came through it. */
        void close();
    }
}
