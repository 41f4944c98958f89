package weave.core.fastdp;

/**
 * Between which sockets one connection's VXLAN is encrypted.
 *
 * @param localIp IPv4, host order
 * @param remoteIp IPv4, host order
 * @param udpPort where both receive VXLAN
 * @param connectionUid tells connections between the same hosts apart
 */
public record EspPath(int localIp, int remoteIp, int udpPort, long connectionUid) {}
