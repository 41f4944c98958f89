package weave.kernel.odp;

import java.util.Optional;

/**
 * What a datapath is made of.
 *
 * @param datapath its name, and that of its own link
 * @param userSpaceLink what leads to user space: frames in it come from there
 * @param bridgeLink the one link behind which the containers are, through a bridge; without it,
 *     every other link on the datapath is a container's, and its own link is one of them
 * @param mtu of the datapath, bytes
 */
public record OdpSettings(
        String datapath, String userSpaceLink, Optional<String> bridgeLink, int mtu) {}
