package weave.xdp.socket;

import java.util.EnumMap;
import java.util.Map;
import weave.linux.LinuxException;

/** What AF_XDP can do on a queue, found out by trying, and for what it cannot the reason. */
public final class XdpFeatures {
    private static final int FRAMES = 64;
    private static final int FRAME_SIZE = 2048;
    private static final int BUSY_POLL_BUDGET = 64;

    /** What not every kernel or driver has. */
    public enum Feature {
        /** The kernel sleeps until it is told. */
        NEED_WAKEUP("need_wakeup", "Linux 5.4"),

        /** The NIC writes and reads our memory itself. */
        ZERO_COPY("zero copy", "the driver"),

        /** The kernel works in our system calls instead of in interrupts. */
        BUSY_POLL("busy polling", "Linux 5.11"),

        /** Frames longer than the memory of one. */
        MULTI_BUFFER("multi-buffer", "Linux 6.6"),

        /**
         * Frames with metadata, such as where a checksum goes, are taken. Whether the driver, or
         * the kernel in its stead, heeds it cannot be found out by trying: not all do.
         */
        METADATA("TX metadata", "Linux 6.11");

        private final String label;
        private final String since;

        Feature(String label, String since) {
            this.label = label;
            this.since = since;
        }

        /** For people. */
        public String label() {
            return label;
        }
    }

    private final Map<Feature, String> reasons = new EnumMap<>(Feature.class);

    private XdpFeatures() {}

    /**
     * Opens and closes a socket for each feature, which a queue at work notices: for one that is
     * not yet or no longer in use.
     *
     * @param plain of the queue; only device, index and queue count
     */
    public static XdpFeatures probe(XdpSocketConfig plain) {
        XdpFeatures features = new XdpFeatures();
        XdpSocketConfig least =
                XdpSocketConfig.of(plain.device(), plain.interfaceIndex(), plain.queue())
                        .withCopyMode(CopyMode.COPY)
                        .withRingSize(FRAMES)
                        .withNeedsWakeup(false);
        features.consider(Feature.NEED_WAKEUP, least.withNeedsWakeup(true));
        features.consider(Feature.ZERO_COPY, least.withCopyMode(CopyMode.ZERO_COPY));
        features.consider(Feature.BUSY_POLL, least.withBusyPollBudget(BUSY_POLL_BUDGET));
        features.consider(Feature.MULTI_BUFFER, least.withMultiBuffer(true));
        features.consider(Feature.METADATA, least);
        return features;
    }

    private void consider(Feature feature, XdpSocketConfig config) {
        try (Umem umem = new Umem(FRAMES, FRAME_SIZE, false, feature == Feature.METADATA)) {
            XdpSocket.open(config, umem, umem.pool(FRAMES)).close();
        } catch (LinuxException refused) {
            reasons.put(feature, "needs " + feature.since + ": " + refused.getMessage());
        }
    }

    public boolean has(Feature feature) {
        return !reasons.containsKey(feature);
    }

    /** What is missing for a feature that is not there; null for one that is. */
    public String reason(Feature feature) {
        return reasons.get(feature);
    }
}
