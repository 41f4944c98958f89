package weave.tools.firewall;

import java.util.List;
import weave.kernel.netfilter.RulesetMark;
import weave.linux.LinuxException;

/** Tells whether somebody has changed rules of nftables, or those of the older kind for IPv4. */
final class RulesMark {
    private static final long MULTIPLIER = 1_000_003;

    private RulesMark() {}

    /** The same as long as they are; another one each time if they cannot be asked for. */
    static long now() {
        try {
            List<String> legacy = Iptables.legacyTables();
            long mark = legacy.isEmpty() ? 0 : RulesetMark.ofLegacy(legacy);
            return mark * MULTIPLIER + ofNftables();
        } catch (LinuxException unknown) {
            return System.nanoTime();
        }
    }

    /** The same for ever in a kernel that has none. */
    private static long ofNftables() {
        try {
            return RulesetMark.ofNftables();
        } catch (LinuxException absent) {
            return 0;
        }
    }
}
