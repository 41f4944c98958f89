package weave.tools.weaved;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weave.core.fastdp.EspKernel;
import weave.kernel.xfrm.XfrmTunnels;
import weave.linux.LinuxException;
import weave.tools.firewall.EspFirewall;
import weave.tools.firewall.FirewallException;
import weave.tools.host.HostException;

/** What of the kernel encrypts the fast datapath's frames. */
final class NodeEncryption {
    private static final Logger LOG = System.getLogger("weaved");

    private NodeEncryption() {}

    /**
     * What a predecessor's kernel datapath carries goes on meanwhile, but not in clear if there is
     * a password now, nor without what encrypts it if there is none any more.
     *
     * @throws HostException if the kernel refuses
     */
    static void keepOrRemoveDatapath(NodeConfig config) {
        boolean wasEncrypted = XfrmTunnels.isLeft(XfrmTunnels.requestId(config.bridge()));
        if (wasEncrypted == (config.password() != null)) {
            return;
        }
        try {
            NodeDatapath.silence(config);
        } catch (LinuxException refused) {
            throw new HostException(
                    "cannot remove the fast datapath of the last run: " + refused.getMessage(),
                    refused);
        }
    }

    /**
     * Looks whether this kernel can do it; if not, encrypted connections go by sleeve, and say why.
     *
     * @return empty if nothing is encrypted
     */
    static Optional<EspKernel> open(NodeConfig config) {
        if (config.password() == null) {
            clear(config);
            return Optional.empty();
        }
        int requestId = XfrmTunnels.requestId(config.bridge());
        EspKernel esp = XfrmTunnels.open(new EspFirewall(config.bridge()), requestId);
        if (esp.trouble().isEmpty()) {
            LOG.log(Level.INFO, "Encryption of fastdp: ESP, AES-256-GCM");
        } else {
            LOG.log(
                    Level.WARNING,
                    "Encryption of fastdp: "
                            + esp.trouble()
                            + "; encrypted connections go by sleeve");
        }
        return Optional.of(esp);
    }

    /** What a predecessor with a password has left would encrypt what nobody decrypts. */
    static void clear(NodeConfig config) {
        remove(config.bridge())
                .forEach(line -> LOG.log(Level.WARNING, "what encrypted before is left: " + line));
    }

    /**
     * Removes all that a daemon has left of it.
     *
     * @return what is left, a line each
     */
    static List<String> remove(String bridge) {
        List<String> left = new ArrayList<>();
        try {
            XfrmTunnels.remove(XfrmTunnels.requestId(bridge));
        } catch (LinuxException refused) {
            left.add("encryption: " + refused.getMessage());
        }
        try {
            left.addAll(new EspFirewall(bridge).remove());
        } catch (FirewallException | LinuxException refused) {
            left.add("packet filter: " + refused.getMessage());
        }
        return left;
    }
}
