package weave.tools.weaved;

import java.security.SecureRandom;
import java.util.function.Supplier;
import weave.core.peer.PeerName;

/**
 * How a peer gets its name, and keeps it: what the operator says counts first, then the MAC of a
 * bridge that is there, then the name of the last run, then one made of the machine's id, so that a
 * host whose state is lost is still the same peer.
 */
final class PeerNames {
    /** IEEE 802: locally administered, and no multicast address. */
    private static final long LOCAL_BIT = 1L << 41;

    private static final long MULTICAST_BIT = 1L << 40;
    private static final long MASK = 0xFFFF_FFFF_FFFFL;

    private PeerNames() {}

    /**
     * Asks each source in turn until one has a name.
     *
     * @param given by the operator, or {@code null}
     * @param ofBridge the bridge's MAC; {@code null} when there is no bridge
     * @param persisted of the last run; {@code null} when there was none
     * @param ofMachine made of the machine's id; {@code null} when it has none
     */
    static Found find(
            PeerName given,
            Supplier<PeerName> ofBridge,
            Supplier<PeerName> persisted,
            Supplier<PeerName> ofMachine) {
        if (given != null) {
            return new Found(given, "as given");
        }
        PeerName name = ofBridge.get();
        if (isReal(name)) {
            return new Found(name, "the bridge's MAC");
        }
        name = persisted.get();
        if (isReal(name)) {
            return new Found(name, "as in the last run");
        }
        name = ofMachine.get();
        if (isReal(name)) {
            return new Found(name, "made of the machine's id");
        }
        return new Found(random(new SecureRandom()), "random: this machine has no id");
    }

    static PeerName random(SecureRandom random) {
        return new PeerName((random.nextLong() & MASK & ~MULTICAST_BIT) | LOCAL_BIT);
    }

    private static boolean isReal(PeerName name) {
        return name != null && !name.equals(PeerName.NONE);
    }

    /** A name and, for the log, where it comes from. */
    record Found(PeerName name, String origin) {}
}
