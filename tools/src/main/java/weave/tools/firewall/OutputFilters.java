package weave.tools.firewall;

import static weave.linux.netlink.NetfilterConstants.NFPROTO_INET;
import static weave.linux.netlink.NetfilterConstants.NFPROTO_IPV4;
import static weave.linux.netlink.NetfilterConstants.NF_INET_LOCAL_OUT;
import static weave.linux.netlink.NetfilterConstants.NF_INET_POST_ROUTING;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import weave.core.fastdp.EspKernel;
import weave.kernel.netfilter.BaseChain;
import weave.kernel.xfrm.Xfrm;
import weave.linux.Errno;
import weave.linux.LinuxException;

/**
 * Finds out whether anything can befall VXLAN that the host sends to a neighbour in clear, on its
 * way through IP: rules, or a policy of IPsec. Then it must go that way. Whether a rule would apply
 * is not asked.
 *
 * <pre>
 *   IPsec      any policy for what leaves, but for those that want our mark
 *   nftables   OUTPUT and POSTROUTING of IPv4 and inet, but for the daemons' own rules about what
 *   iptables   is to be encrypted, and for NAT: who receives VXLAN does not look where it is from
 * </pre>
 *
 * <p>What cannot be read is taken for a filter. One thread.
 */
public final class OutputFilters implements WatchedFilters {
    private static final String NAT = "nat";
    private static final Set<Integer> LEAVING = Set.of(NF_INET_LOCAL_OUT, NF_INET_POST_ROUTING);
    private static final List<String> CHAINS = List.of("OUTPUT", "POSTROUTING");

    @Override
    public String reason() {
        try {
            return ofIpsec()
                    .or(OutputFilters::ofNftables)
                    .or(() -> ofTables("iptables-legacy", Iptables.legacyTables()))
                    .orElse("");
        } catch (LinuxException | FirewallException unknown) {
            return UNREADABLE + unknown.getMessage();
        }
    }

    @Override
    public long mark(long rules) {
        try {
            return rules * 2 + (hasPolicies() ? 1 : 0);
        } catch (LinuxException unknown) {
            // Then everything is looked at each time.
            return System.nanoTime();
        }
    }

    @Override
    public boolean hasUnmarked() {
        return false;
    }

    private static Optional<String> ofIpsec() {
        return hasPolicies() ? Optional.of("IPsec has a policy") : Optional.empty();
    }

    private static boolean hasPolicies() {
        try (Xfrm xfrm = new Xfrm()) {
            return xfrm.hasPolicyBut(EspKernel.MARK);
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.EPROTONOSUPPORT) {
                return false;
            }
            throw refused;
        }
    }

    private static Optional<String> ofNftables() {
        List<BaseChain> chains = new ArrayList<>(BaseChain.of(NFPROTO_INET));
        chains.addAll(BaseChain.of(NFPROTO_IPV4));
        List<String> tables = new ArrayList<>();
        for (BaseChain chain : chains) {
            if (chain.decides() && LEAVING.contains(chain.hook()) && !chain.type().equals(NAT)) {
                if (!mayBeOurs(chain)) {
                    return Optional.of(BridgeFilters.text(chain) + " has rules");
                }
                tables.add(chain.table());
            }
        }
        return ofTables("iptables-nft", tables);
    }

    /** Only the program shows its rules in a form that we know. */
    private static boolean mayBeOurs(BaseChain chain) {
        return chain.family() == NFPROTO_IPV4
                && chain.name().equals("OUTPUT")
                && EspRuleSet.TABLES.contains(chain.table());
    }

    /** The first chain in which there is something that is not ours. */
    private static Optional<String> ofTables(String program, List<String> tables) {
        for (String table : tables) {
            if (table.equals(NAT)) {
                continue;
            }
            SavedRules saved = Iptables.saved(program, table);
            for (String chain : CHAINS) {
                boolean isForeign =
                        saved.rules(chain).stream().anyMatch(rule -> !EspRuleSet.isOfOutput(rule));
                if (isForeign || saved.drops(chain)) {
                    return Optional.of(
                            "chain %s of table %s (%s) has rules".formatted(chain, table, program));
                }
            }
        }
        return Optional.empty();
    }
}
