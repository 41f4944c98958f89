package weave.core.conductor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

    /** Keys younger than this would be renewed before the last renewal is over. */
    public static final Duration RENEWAL_MIN = Duration.ofSeconds(10);

    static final long LOOK_SECONDS = 5;
    private static final long CHECK_SECONDS_MAX = 10;
    private static final long CHECKS_PER_RENEWAL = 5;

    private final EspKernel kernel;
    private final EspKeys keys;
    private final PeerName self;
    private final long renewalSeconds;
    private final Consumer<Runnable> afterGrace;
    private final ScheduledExecutorService thread;

    /**
     * Closes {@code kernel} when it is closed itself.
     *
     * @param renewal how old a key gets, {@link #RENEWAL_MIN} or more
     * @param datapath whose frames are encrypted
     */
    public EspTunnels(
            EspKernel kernel,
            EspKeys keys,
            PeerName self,
            Duration renewal,
            FastDatapath datapath) {
        this(
                kernel,
                keys,
                self,
                renewal,
                datapath::afterGrace,
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("weave-esp").factory()));
    }

    /**
     * @param afterGrace runs what it is given when the kernel carries nothing any more that it has
     *     not been told anew
     * @param thread runs everything, one after the other
     */
    EspTunnels(
            EspKernel kernel,
            EspKeys keys,
            PeerName self,
            Duration renewal,
            Consumer<Runnable> afterGrace,
            ScheduledExecutorService thread) {
        this.kernel = kernel;
        this.keys = keys;
        this.self = self;
        this.renewalSeconds = renewal.toSeconds();
        this.afterGrace = afterGrace;
        this.thread = thread;
        if (kernel.trouble().isEmpty()) {
            afterGrace(kernel::dropPredecessors);
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

    long renewalSeconds() {
        return renewalSeconds;
    }

    /** How often to look after the keys; what leaves and arrives in between is under way. */
    long checkSeconds() {
        return Math.clamp(renewalSeconds / CHECKS_PER_RENEWAL, 1, CHECK_SECONDS_MAX);
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

    /** Runs it on the thread when frames do not need any more what nobody asks for from now on. */
    void afterGrace(Runnable what) {
        afterGrace.accept(() -> tell(what));
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
