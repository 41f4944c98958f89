package weave.core.fastdp;

import java.util.concurrent.ScheduledExecutorService;
import weave.core.control.ForwardingSnapshot;
import weave.core.overlay.OverlayTraffic;

/**
 * A kernel that carries frames. It is told who the neighbours are, to which of them it may send,
 * what the routes are and where MAC addresses live, and forwards by that what it can; what it has
 * no entry for comes to user space: from the containers through the local port, from the neighbours
 * through {@link #upcalls}.
 *
 * <p>Frames that user space sends in VXLAN, heartbeats among them, leave through sockets of its
 * own.
 *
 * <p>All methods but {@link #name}, {@link #upcalls}, {@link #traffic} and {@link #status} are
 * called on one thread, the fast datapath's own; they may wait for the kernel, and throw nothing:
 * what the kernel refuses is logged, and told by {@link #status}. {@link #close} comes last, when
 * that thread has ended.
 */
public interface KernelDatapath extends AutoCloseable {
    /** So long what a neighbour or a predecessor of this process had goes on without them. */
    int GRACE_SECONDS = 30;

    /** What operators call it: {@code "vxlan"}, {@code "odp"}. */
    String name();

    /**
     * Begins to follow what happens in the kernel. {@link #GRACE_SECONDS} later, what a predecessor
     * has left and nobody has told anew ends.
     *
     * @param thread the fast datapath's own; whatever ends after some time ends on it, in order
     */
    void start(ScheduledExecutorService thread);

    /** Frames for user space. */
    UpcallPort upcalls();

    /**
     * A neighbour's VXLAN is to be received, and may be sent to it once it {@link #carry carries}.
     * Again when its address has changed.
     *
     * @param peer its name
     * @param ip its IPv4 address, host order
     * @param udpPort where it receives VXLAN; where we receive its, too
     * @param encrypted whether an {@link EspKernel} encrypts what goes to it
     */
    void neighbour(long peer, int ip, int udpPort, boolean encrypted);

    /** Whether frames whose next hop is this neighbour go to it from here, or to user space. */
    void carry(long peer, boolean carries);

    /**
     * The connection to a neighbour is gone. Until another route turns up, or {@link
     * #GRACE_SECONDS} have passed, what it carried goes on: it may only be starting anew.
     */
    void forget(long peer);

    /** Routes or short ids have changed. Only what depends on them is programmed again. */
    void routes(ForwardingSnapshot snapshot);

    /** User space saw {@code mac} send from {@code peer}. */
    void learned(long mac, long peer);

    /** What the kernel alone has carried to and from a neighbour; any thread. */
    OverlayTraffic traffic(long peer);

    /** What it looks like; any thread. */
    KernelDatapathStatus status();

    /** Stops; what is in the kernel stays there and goes on, for the next start to adopt. */
    @Override
    void close();
}
