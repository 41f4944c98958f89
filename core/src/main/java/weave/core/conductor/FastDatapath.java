package weave.core.conductor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import weave.core.control.ForwardingTable;
import weave.core.fastdp.KernelDatapath;
import weave.core.overlay.OverlayTraffic;
import weave.core.udp.UdpAddress;

/**
 * The kernel datapath behind a thread of its own, so that nobody who tells it something waits for
 * the kernel. Any thread.
 */
public final class FastDatapath implements FastCarrier, AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved.fastdp");
    private static final long STOP_SECONDS = 5;

    /** More than a kernel goes on with what it has been told to forget. */
    static final long GRACE_SECONDS = KernelDatapath.GRACE_SECONDS + 15;

    private final KernelDatapath kernel;
    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("weave-fastdp").factory());

    /** Closes {@code kernel} when it is closed itself. */
    public FastDatapath(KernelDatapath kernel, ForwardingTable routes) {
        this.kernel = kernel;
        // What is due in half a minute does not keep the end waiting.
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        tell(() -> kernel.start(thread));
        routes.onPublish(snapshot -> tell(() -> kernel.routes(snapshot)));
    }

    @Override
    public String name() {
        return kernel.name();
    }

    @Override
    public boolean isUserSpace() {
        return false;
    }

    /** There is a device for each port. */
    @Override
    public boolean receivesAt(int udpPort) {
        return true;
    }

    @Override
    public OverlayTraffic traffic(long peer) {
        return kernel.traffic(peer);
    }

    @Override
    public void neighbour(long peer, long address, boolean encrypted) {
        int ip = UdpAddress.ip(address);
        int port = UdpAddress.port(address);
        tell(() -> kernel.neighbour(peer, ip, port, encrypted));
    }

    @Override
    public void carry(long peer, boolean carries) {
        tell(() -> kernel.carry(peer, carries));
    }

    @Override
    public void forget(long peer) {
        tell(() -> kernel.forget(peer));
    }

    void learned(long mac, long peer) {
        tell(() -> kernel.learned(mac, peer));
    }

    /**
     * Runs {@code what} when the kernel carries nothing any more of what it has been told to forget
     * by now, or what a predecessor had told it: as that ends on the same thread, it has ended
     * however late the thread is.
     */
    void afterGrace(Runnable what) {
        tell(() -> thread.schedule(guarded(what), GRACE_SECONDS, TimeUnit.SECONDS));
    }

    private static Runnable guarded(Runnable what) {
        return () -> {
            try {
                what.run();
            } catch (RejectedExecutionException e) {
                // It is being closed: what was to be done later will not be done.
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "the fast datapath: " + e, e);
            }
        };
    }

    private void tell(Runnable what) {
        try {
            thread.execute(guarded(what));
        } catch (RejectedExecutionException e) {
            // It has been closed: nothing is to be programmed any more.
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kernel.close();
    }
}
