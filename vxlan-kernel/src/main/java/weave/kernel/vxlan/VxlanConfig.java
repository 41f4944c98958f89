package weave.kernel.vxlan;

/**
 * What a VXLAN datapath is made for.
 *
 * @param self our own peer name, which the devices have for a MAC
 * @param bridge the containers are on it
 * @param bridgeTap the bridge's port to user space
 * @param upcallTap made here: at most 15 bytes
 * @param udpPort where VXLAN is received from those who dial us
 */
public record VxlanConfig(
        long self, String bridge, String bridgeTap, String upcallTap, int udpPort) {}
