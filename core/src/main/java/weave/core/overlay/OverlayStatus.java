package weave.core.overlay;

import java.util.Map;

/**
 * An overlay connection as status pages show it.
 *
 * @param overlay the name of the overlay that carries the frames at present
 * @param established whether the peer has confirmed that our frames arrive
 * @param mtu the largest inner IP packet carried whole, in bytes; 0 when not known yet
 * @param encrypted whether the frames are encrypted
 * @param traffic what it has carried
 * @param details further facts for humans, in the order to be shown (remote UDP address, reasons)
 */
public record OverlayStatus(
        String overlay,
        boolean established,
        int mtu,
        boolean encrypted,
        OverlayTraffic traffic,
        Map<String, String> details) {
    public OverlayStatus {
        details = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(details));
    }
}
