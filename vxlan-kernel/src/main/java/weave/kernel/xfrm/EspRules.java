package weave.kernel.xfrm;

import java.util.Collection;
import java.util.List;
import weave.core.fastdp.EspException;

/**
 * The packet filter's part: it gives the VXLAN that is to be encrypted {@link
 * weave.core.fastdp.EspKernel#MARK}, so that the policies find it, and drops what goes or comes in
 * clear nevertheless. One thread.
 */
public interface EspRules {
    /**
     * Between which sockets nothing goes in clear.
     *
     * @param localIp IPv4, host order
     * @param remoteIp IPv4, host order
     * @param udpPort of VXLAN
     * @param inboundSpis of the associations by which the other side may send
     */
    record Flow(int localIp, int remoteIp, int udpPort, List<Integer> inboundSpis) {}

    /**
     * Makes the rules for these flows, beside those of predecessors.
     *
     * @throws EspException if they cannot be made
     */
    void set(Collection<Flow> flows) throws EspException;

    /** Takes away what predecessors have left, but for what the flows need. */
    void dropPredecessors();

    /** Mends what others have changed. */
    void look();
}
