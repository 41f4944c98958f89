package weave.core.dataplane;

import java.net.Inet4Address;
import java.nio.file.Path;
import weave.core.fastdp.VxlanLayout;
import weave.core.peer.PeerName;
import weave.core.tuning.Tuning;

/**
 * What a dataplane is made from.
 *
 * @param self our own name
 * @param host the address that the outer sockets are bound to, {@code null} for any
 * @param port UDP, 1 to 65535
 * @param takesVxlan whether user space receives VXLAN at the port above, which no kernel datapath
 *     has then, and {@code port} is not the last
 * @param localMtu of the containers on the local bridge, in bytes
 * @param countersFile where the counters are mapped; replaced if it exists
 * @param timeScale divides every timer of the protocol; 1 but in tests
 */
public record DataplaneConfig(
        PeerName self,
        Inet4Address host,
        int port,
        boolean takesVxlan,
        int localMtu,
        Path countersFile,
        Tuning tuning,
        int timeScale) {
    /** Where VXLAN is received, whoever does. */
    int vxlanPort() {
        return port + VxlanLayout.PORT_OFFSET;
    }
}
