package weave.kernel.xfrm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import weave.core.fastdp.EspException;
import weave.core.fastdp.EspKernel;
import weave.core.fastdp.EspPath;
import weave.linux.Errno;
import weave.linux.LinuxException;

/**
 * Encrypts VXLAN by the kernel's IPsec: a security association for each direction, a policy for
 * what leaves, and rules of the packet filter that keep what is in clear away. All associations and
 * policies have the request id of the daemon, by which its successor finds them.
 */
public final class XfrmTunnels implements EspKernel {
    private static final Logger LOG = System.getLogger("weaved.fastdp");
    private static final int LOOPBACK = 0x7F000001;

    /** What is put into the kernel for one connection. */
    private static final class Tunnel {
        final List<Integer> inbound = new ArrayList<>();
        final List<Integer> outbound = new ArrayList<>();
    }

    private final Xfrm xfrm;
    private final EspRules rules;
    private final int requestId;
    private final String trouble;
    private final Map<EspPath, Tunnel> tunnels = new LinkedHashMap<>();

    /** What was there when we began. */
    private List<SecurityAssociation> leftAssociations = List.of();

    private List<SecurityPolicy> leftPolicies = List.of();

    private XfrmTunnels(Xfrm xfrm, EspRules rules, int requestId, String trouble) {
        this.xfrm = xfrm;
        this.rules = rules;
        this.requestId = requestId;
        this.trouble = trouble;
    }

    /**
     * Tries whether this kernel has all that is needed; if not, {@link #trouble} tells what it
     * lacks, and nothing has changed.
     *
     * @param requestId of this daemon, as {@link #requestId(String)} gives it
     */
    public static XfrmTunnels open(EspRules rules, int requestId) {
        Xfrm xfrm;
        try {
            xfrm = new Xfrm();
        } catch (LinuxException refused) {
            return new XfrmTunnels(null, rules, requestId, lacking("IPsec", refused));
        }
        try {
            probe(xfrm, requestId);
            XfrmTunnels opened = new XfrmTunnels(xfrm, rules, requestId, "");
            opened.leftAssociations = xfrm.associations(requestId);
            opened.leftPolicies = xfrm.policies(requestId);
            rules.set(List.of());
            return opened;
        } catch (LinuxException refused) {
            xfrm.close();
            return new XfrmTunnels(null, rules, requestId, lacking("ESP", refused));
        } catch (EspException refused) {
            xfrm.close();
            return new XfrmTunnels(null, rules, requestId, refused.getMessage());
        }
    }

    private static String lacking(String what, LinuxException refused) {
        boolean isMissing =
                refused.errno() == Errno.EPROTONOSUPPORT
                        || refused.errno() == Errno.ENOSYS
                        || refused.errno() == Errno.ENOENT;
        String said = refused.getMessage();
        return isMissing
                ? "this kernel has no " + what + " to encrypt it (" + said + ")"
                : "cannot encrypt by " + what + " (" + said + ")";
    }

    /** An association with ourselves, by a key that nobody ever uses. */
    private static void probe(Xfrm xfrm, int requestId) {
        int spi = ThreadLocalRandom.current().nextInt(1 << 16, Integer.MAX_VALUE);
        SecurityAssociation probe = new SecurityAssociation(LOOPBACK, LOOPBACK, spi, requestId);
        xfrm.add(probe, new byte[SecurityAssociation.KEY_LENGTH]);
        xfrm.delete(probe);
    }

    /** The request id of the daemon with this bridge. */
    public static int requestId(String bridge) {
        return 'w' << 24 | 'd' << 16 | bridge.hashCode() & 0xFFFF;
    }

    /** Whether any process has left associations or policies with a request id. */
    public static boolean isLeft(int requestId) {
        try (Xfrm xfrm = new Xfrm()) {
            return !xfrm.policies(requestId).isEmpty() || !xfrm.associations(requestId).isEmpty();
        } catch (LinuxException refused) {
            return false; // What cannot be listed was not made, either.
        }
    }

    /**
     * Removes the associations and policies that any process has made with a request id.
     *
     * @return how many
     */
    public static int remove(int requestId) {
        try (Xfrm xfrm = new Xfrm()) {
            int removed = 0;
            for (SecurityPolicy policy : xfrm.policies(requestId)) {
                removed += xfrm.delete(policy) ? 1 : 0;
            }
            for (SecurityAssociation association : xfrm.associations(requestId)) {
                removed += xfrm.delete(association) ? 1 : 0;
            }
            return removed;
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.EPROTONOSUPPORT) {
                return 0; // A kernel without IPsec has nothing of it.
            }
            throw refused;
        }
    }

    @Override
    public String trouble() {
        return trouble;
    }

    @Override
    public int receive(EspPath path, byte[] key) throws EspException {
        Tunnel tunnel = tunnels.computeIfAbsent(path, _ -> new Tunnel());
        Integer spi = null;
        boolean receives = false;
        try {
            spi = xfrm.allocateSpi(path.remoteIp(), path.localIp(), requestId);
            tunnel.inbound.add(spi);
            xfrm.update(inbound(path, spi), key);
            setRules();
            receives = true;
            return spi;
        } catch (LinuxException refused) {
            throw new EspException(refused.getMessage());
        } finally {
            if (!receives && tunnel.inbound.remove(spi)) {
                // A rule for it may be left, which lets nothing in; the next ones come without it.
                delete(inbound(path, spi));
            }
        }
    }

    @Override
    public long arrived(EspPath path, int spi) throws EspException {
        try {
            return xfrm.arrived(inbound(path, spi));
        } catch (LinuxException refused) {
            throw new EspException(refused.getMessage());
        }
    }

    @Override
    public void stopReceiving(EspPath path, int spi) {
        Tunnel tunnel = tunnels.get(path);
        if (tunnel != null && tunnel.inbound.remove((Integer) spi)) {
            delete(inbound(path, spi));
            trySetRules();
        }
    }

    @Override
    public void send(EspPath path, int spi, byte[] key) throws EspException {
        Tunnel tunnel = tunnels.computeIfAbsent(path, _ -> new Tunnel());
        boolean sends = false;
        try {
            xfrm.add(outbound(path, spi), key);
            tunnel.outbound.add(spi);
            xfrm.replace(policy(path, spi));
            sends = true;
        } catch (LinuxException refused) {
            throw new EspException(refused.getMessage());
        } finally {
            if (!sends && tunnel.outbound.remove((Integer) spi)) {
                delete(outbound(path, spi));
            }
        }
    }

    @Override
    public void stopSending(EspPath path, int spi) {
        Tunnel tunnel = tunnels.get(path);
        if (tunnel != null && tunnel.outbound.remove((Integer) spi)) {
            delete(outbound(path, spi));
        }
    }

    @Override
    public void close(EspPath path) {
        Tunnel tunnel = tunnels.remove(path);
        if (tunnel == null) {
            return;
        }
        for (int spi : tunnel.outbound) {
            delete(policy(path, spi));
            delete(outbound(path, spi));
        }
        tunnel.inbound.forEach(spi -> delete(inbound(path, spi)));
        trySetRules();
    }

    @Override
    public void dropPredecessors() {
        leftPolicies.forEach(this::delete);
        leftAssociations.forEach(this::delete);
        leftPolicies = List.of();
        leftAssociations = List.of();
        rules.dropPredecessors();
    }

    @Override
    public void look() {
        rules.look();
    }

    private void setRules() throws EspException {
        Set<List<Integer>> seen = new HashSet<>();
        List<EspRules.Flow> flows = new ArrayList<>();
        for (EspPath path : tunnels.keySet()) {
            if (seen.add(Arrays.asList(path.localIp(), path.remoteIp(), path.udpPort()))) {
                flows.add(flow(path));
            }
        }
        rules.set(flows);
    }

    /** That of all connections between the same sockets. */
    private EspRules.Flow flow(EspPath like) {
        List<Integer> spis = new ArrayList<>();
        tunnels.forEach((path, tunnel) -> {
            if (path.localIp() == like.localIp()
                    && path.remoteIp() == like.remoteIp()
                    && path.udpPort() == like.udpPort()) {
                spis.addAll(tunnel.inbound);
            }
        });
        return new EspRules.Flow(like.localIp(), like.remoteIp(), like.udpPort(), spis);
    }

    private void trySetRules() {
        try {
            setRules();
        } catch (EspException refused) {
            LOG.log(Level.WARNING, "encryption: rules are left: " + refused.getMessage());
        }
    }

    private void delete(SecurityAssociation association) {
        try {
            xfrm.delete(association);
        } catch (LinuxException refused) {
            LOG.log(Level.WARNING, "encryption: " + refused.getMessage());
        }
    }

    private void delete(SecurityPolicy policy) {
        try {
            xfrm.delete(policy);
        } catch (LinuxException refused) {
            LOG.log(Level.WARNING, "encryption: " + refused.getMessage());
        }
    }

    private SecurityAssociation inbound(EspPath path, int spi) {
        return new SecurityAssociation(path.remoteIp(), path.localIp(), spi, requestId);
    }

    private SecurityAssociation outbound(EspPath path, int spi) {
        return new SecurityAssociation(path.localIp(), path.remoteIp(), spi, requestId);
    }

    private SecurityPolicy policy(EspPath path, int spi) {
        return new SecurityPolicy(path.localIp(), path.remoteIp(), EspKernel.MARK, spi, requestId);
    }

    /** All stays in the kernel. */
    @Override
    public void close() {
        if (xfrm != null) {
            xfrm.close();
        }
    }
}
