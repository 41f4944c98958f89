package weave.tools.uplink;

import java.util.Optional;

/**
 * What an operator can decide about the uplink.
 *
 * @param device the interface; empty for that of the default route
 * @param mode empty for the best that it has
 * @param force whether the XDP program of somebody else is taken off it
 */
public record UplinkSettings(Optional<String> device, Optional<UplinkMode> mode, boolean force) {}
