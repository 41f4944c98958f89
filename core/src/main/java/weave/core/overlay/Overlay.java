package weave.core.overlay;

import java.util.Map;

/**
 * One way of carrying frames to neighbours: sleeve, the fast datapath. One instance serves all
 * connections. Called on the control thread only.
 */
public interface Overlay {
    /** The name announced in the feature {@code Overlays}: {@code "sleeve"}, {@code "fastdp"}. */
    String name();

    /** What this overlay tells neighbours in our features, beside its name. */
    default Map<String, String> features() {
        return Map.of();
    }

    /**
     * Prepares to carry frames over one mesh connection. Passive: nothing is sent before {@link
     * OverlayConnection#confirm()}. What happens later is told to {@code listener}, on the control
     * thread, never from inside this call.
     *
     * @throws OverlayException if this overlay cannot serve the connection; the connection lives on
     *     with the others
     */
    OverlayConnection prepare(OverlayRequest request, OverlayListener listener)
            throws OverlayException;
}
