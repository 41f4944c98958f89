package weave.tools.host;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Looks every few seconds whether the bridge and the TAP on it are still there, and restores what
 * somebody took away: a network manager that tidies up, or an operator's slip. On a thread of its
 * own.
 */
public final class BridgeWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved.host");
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final ContainerSwitch bridge;
    private final String tap;
    private final Consumer<String> onLost;
    private final Thread thread;
    private String lastTrouble = "";

    private BridgeWatch(ContainerSwitch bridge, String tap, Consumer<String> onLost) {
        this.bridge = bridge;
        this.tap = tap;
        this.onLost = onLost;
        this.thread =
                Thread.ofPlatform().name("weaved-bridge-watch").daemon().unstarted(this::watch);
    }

    /**
     * Begins to look after a bridge to which the TAP is attached.
     *
     * @param onLost told, in a line, of what cannot be restored while the daemon runs
     */
    public static BridgeWatch start(ContainerSwitch bridge, String tap, Consumer<String> onLost) {
        BridgeWatch watch = new BridgeWatch(bridge, tap, onLost);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                look();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            var damage = bridge.damage(tap);
            if (damage.isPresent()) {
                LOG.log(Level.WARNING, damage.get());
                if (bridge.restore(tap)) {
                    LOG.log(Level.INFO, "bridge restored, " + tap + " is its port");
                } else {
                    onLost.accept(damage.get());
                }
            }
            lastTrouble = "";
        } catch (HostException refused) {
            // Said once, not every few seconds.
            if (!refused.getMessage().equals(lastTrouble)) {
                lastTrouble = refused.getMessage();
                LOG.log(Level.WARNING, lastTrouble + "; trying again");
            }
        }
    }

    /** Ends the thread, and waits for what it is about. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
