package weave.tools.firewall;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weave.core.fastdp.EspException;
import weave.kernel.xfrm.EspRules;
import weave.linux.LinuxException;

/** Keeps the rules about encrypted VXLAN as they shall be, by iptables. One thread. */
public final class EspFirewall implements EspRules {
    private static final Logger LOG = System.getLogger("weaved.fastdp");

    private final String bridge;
    private EspRuleSet rules;
    private Iptables iptables;
    private long mark;

    /** Whether to look at the rules whatever the mark says. */
    private boolean isStale;

    private String lastTrouble = "";

    /**
     * @param bridge whose rules
     */
    public EspFirewall(String bridge) {
        this.bridge = bridge;
    }

    @Override
    public void set(Collection<Flow> flows) throws EspException {
        try {
            if (rules == null) {
                begin();
            }
            rules = new EspRuleSet(bridge, List.copyOf(flows), rules.left());
            restore();
        } catch (FirewallException | LinuxException refused) {
            throw new EspException("packet filter: " + refused.getMessage());
        }
    }

    /** What predecessors have made stays until {@link #dropPredecessors()}. */
    private void begin() {
        iptables =
                Iptables.ofHost()
                        .orElseThrow(() -> new FirewallException("iptables is not installed"));
        Map<String, List<String>> left = new LinkedHashMap<>();
        for (String table : EspRuleSet.TABLES) {
            left.putAll(EspRuleSet.leftIn(table, iptables.save(table), bridge));
        }
        rules = new EspRuleSet(bridge, List.of(), left);
    }

    private void restore() {
        isStale = true;
        // Asked before the rules are read: a change in between is then looked at once more.
        mark = iptables.mark();
        boolean written = false;
        for (WantedTable table : rules.tables()) {
            written |= iptables.establish(table);
        }
        // Who flushes them now would leave what the mark was asked of.
        isStale = written;
    }

    @Override
    public void dropPredecessors() {
        rules = new EspRuleSet(bridge, rules.flows(), Map.of());
        tryRestore();
    }

    @Override
    public void look() {
        try {
            if (!isStale && iptables.mark() == mark) {
                return;
            }
        } catch (LinuxException refused) {
            say(refused.getMessage());
            return;
        }
        tryRestore();
    }

    private void tryRestore() {
        try {
            restore();
            lastTrouble = "";
        } catch (FirewallException | LinuxException refused) {
            say(refused.getMessage());
        }
    }

    /** Said once, not every few seconds. */
    private void say(String trouble) {
        if (!trouble.equals(lastTrouble) && !Thread.currentThread().isInterrupted()) {
            lastTrouble = trouble;
            LOG.log(Level.WARNING, "encryption: packet filter: " + trouble);
        }
    }

    /**
     * Takes all rules away, and the chains unless another daemon has rules in them.
     *
     * @return what is left nevertheless, and why, a line each
     * @throws FirewallException if the rules cannot be read
     */
    public List<String> remove() {
        Optional<Iptables> present = Iptables.ofHost();
        if (present.isEmpty()) {
            return List.of();
        }
        List<String> left = new ArrayList<>();
        for (WantedTable table : new EspRuleSet(bridge, List.of(), Map.of()).tables()) {
            left.addAll(remove(present.get(), table));
        }
        return left;
    }

    private List<String> remove(Iptables from, WantedTable table) {
        SavedRules saved = from.save(table.name());
        WantedTable unwanted = EspRuleSet.isShared(saved, bridge) ? table.keepingChains() : table;
        try {
            unwanted.removal(saved).ifPresent(from::restore);
            SavedRules rest = from.save(table.name());
            unwanted.deletion(rest).ifPresent(from::restore);
            return unwanted.needed(rest);
        } catch (FirewallException refused) {
            return List.of(refused.getMessage());
        }
    }
}
