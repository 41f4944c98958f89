package weave.core.conductor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import weave.core.fastdp.EspKernel;
import weave.core.overlay.EspKeys;
import weave.core.overlay.OverlayException;
import weave.core.peer.PeerName;

/**
 * The encryption of all fast datapaths, behind a thread of its own, so that nobody waits for the
 * kernel. Any thread.
 */
public final class EspTunnels implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved.fastdp");
    private static final long STOP_SECONDS = 5;

    /** More than a kernel datapath goes on with what it was not told anew. */
    static final long GRACE_SECONDS = 45;

    static final long LOOK_SECONDS = 5;

    private final EspKernel kernel;
    private final EspKeys keys;
    private final PeerName self;
    private final ScheduledExecutorService thread;

    /** Closes {@code kernel} when it is closed itself. */
    public EspTunnels(EspKernel kernel, EspKeys keys, PeerName self) {
        this(
                kernel,
                keys,
                self,
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("weave-esp").factory()));
    }

    /**
     * @param thread runs everything, one after the other
     */
    EspTunnels(EspKernel kernel, EspKeys keys, PeerName self, ScheduledExecutorService thread) {
        this.kernel = kernel;
        this.keys = keys;
        this.self = self;
        this.thread = thread;
        if (kernel.trouble().isEmpty()) {
            later(kernel::dropPredecessors, GRACE_SECONDS);
            thread.scheduleWithFixedDelay(
                    guarded(kernel::look), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    /**
     * @throws OverlayException if nothing can be encrypted here
     */
    void check() throws OverlayException {
        if (!kernel.trouble().isEmpty()) {
            throw new OverlayException(kernel.trouble());
        }
    }

    boolean isWorking() {
        return kernel.trouble().isEmpty();
    }

    /** A connection goes in clear, perhaps unlike its predecessors. */
    void clear(int remoteIp) {
        if (isWorking()) {
            tell(() -> kernel.clear(remoteIp));
        }
    }

    EspKernel kernel() {
        return kernel;
    }

    EspKeys keys() {
        return keys;
    }

    PeerName self() {
        return self;
    }

    void tell(Runnable what) {
        try {
            thread.execute(guarded(what));
        } catch (RejectedExecutionException e) {
            // It has been closed: nothing is to be encrypted any more.
        }
    }

    void later(Runnable what, long seconds) {
        try {
            thread.schedule(guarded(what), seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            // It has been closed: what is in the kernel stays.
        }
    }

    private static Runnable guarded(Runnable what) {
        return () -> {
            try {
                what.run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "encryption of the fast datapath: " + e, e);
            }
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kernel.close();
    }
}
