package weave.bench.xdp;

import java.util.Locale;

/** What is done with the frames of a queue. */
public enum XdpTask {
    /** Takes what arrives and forgets it. */
    RXDROP,

    /** Sends. */
    TXONLY,

    /** Sends back what arrives, with the two MAC addresses exchanged. */
    L2FWD;

    /** For people, and for the program in C. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean receives() {
        return this != TXONLY;
    }

    /**
     * @param frame what is sent where frames of our own are
     */
    QueueWork work(QueueSocket socket, byte[] frame) {
        return switch (this) {
            case RXDROP -> new DropWork(socket);
            case TXONLY -> new SendWork(socket, frame);
            case L2FWD -> new ForwardWork(socket);
        };
    }
}
