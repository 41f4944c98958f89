package weave.tools.firewall;

import static weave.linux.netlink.NetfilterConstants.NFPROTO_ARP;
import static weave.linux.netlink.NetfilterConstants.NFPROTO_BRIDGE;
import static weave.linux.netlink.NetfilterConstants.NFPROTO_INET;
import static weave.linux.netlink.NetfilterConstants.NFPROTO_IPV4;
import static weave.linux.netlink.NetfilterConstants.NFPROTO_IPV6;
import static weave.linux.netlink.NetfilterConstants.NFPROTO_NETDEV;
import static weave.linux.netlink.NetfilterConstants.NF_INET_FORWARD;
import static weave.linux.netlink.NetfilterConstants.NF_INET_INGRESS;
import static weave.linux.netlink.NetfilterConstants.NF_INET_POST_ROUTING;
import static weave.linux.netlink.NetfilterConstants.NF_INET_PRE_ROUTING;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.kernel.netfilter.BaseChain;
import weave.kernel.netfilter.BridgeNetfilter;
import weave.linux.LinuxException;

/**
 * Finds out whether anybody filters frames that a bridge passes on. Then they must pass it; if
 * nobody does, nobody misses them there. Rules for what comes to the host itself do not count, as
 * that passes the bridge in any case.
 *
 * <pre>
 *   nftables    family bridge; netdev and ingress where a bridge or a veth is meant
 *   ebtables    of the older kind
 *   if bridge-nf-call-iptables is on     PREROUTING, FORWARD and POSTROUTING of IPv4, but for the
 *                                        daemon's own rules, which let such frames pass
 *   if bridge-nf-call-ip6tables is on    the same of IPv6
 *   if bridge-nf-call-arptables is on    FORWARD of ARP
 * </pre>
 *
 * <p>What cannot be read is taken for a filter. One thread.
 */
public final class BridgeFilters implements WatchedFilters {
    private static final long MULTIPLIER = 1_000_003;
    private static final Set<Integer> BRIDGED =
            Set.of(NF_INET_PRE_ROUTING, NF_INET_FORWARD, NF_INET_POST_ROUTING);
    private static final List<String> CHAINS = List.of("PREROUTING", "FORWARD", "POSTROUTING");

    private final String bridge;
    private final String dockerBridge;

    /**
     * @param bridge ours
     * @param dockerBridge the name that Docker's bridge has if there is one
     */
    public BridgeFilters(String bridge, String dockerBridge) {
        this.bridge = bridge;
        this.dockerBridge = dockerBridge;
    }

    @Override
    public String reason() {
        try (Links links = new Links()) {
            Optional<Link> found = links.byName(bridge);
            if (found.isEmpty()) {
                return "bridge " + bridge + " is gone";
            }
            BridgeNetfilter calls = BridgeNetfilter.of(found.get().index());
            return ofFrames(links)
                    .or(() -> calls.iptables() ? ofIpv4() : Optional.empty())
                    .or(() -> calls.ip6tables() ? ofIpv6() : Optional.empty())
                    .or(() -> calls.arptables() ? ofArp() : Optional.empty())
                    .orElse("");
        } catch (LinuxException | FirewallException | IOException unknown) {
            return UNREADABLE + unknown.getMessage();
        }
    }

    @Override
    public long mark(long rules) {
        try (Links links = new Links()) {
            int index = links.byName(bridge).map(Link::index).orElse(0);
            long mark = index == 0 ? 0 : BridgeNetfilter.of(index).hashCode();
            return mark * MULTIPLIER + rules;
        } catch (LinuxException | IOException unknown) {
            // Then everything is looked at each time.
            return System.nanoTime();
        }
    }

    @Override
    public boolean hasUnmarked() {
        return !Iptables.legacyTablesOfIpv6().isEmpty()
                || !Iptables.legacyTablesOfArp().isEmpty()
                || LegacyEbtables.isLoaded();
    }

    private static Optional<String> ofFrames(Links links) {
        return decidingIn(NFPROTO_BRIDGE)
                .map(chain -> "nftables have rules for bridged frames in " + text(chain))
                .or(() -> onDevices(links))
                .or(LegacyEbtables::trouble);
    }

    /** A chain that frames of single devices come to, before the bridge has them. */
    private static Optional<String> onDevices(Links links) {
        List<BaseChain> chains = new ArrayList<>(BaseChain.of(NFPROTO_NETDEV));
        BaseChain.of(NFPROTO_INET).stream()
                .filter(chain -> chain.hook() == NF_INET_INGRESS)
                .forEach(chains::add);
        return chains.stream()
                .filter(BaseChain::decides)
                .filter(chain -> chain.devices().stream().anyMatch(name -> isPort(links, name)))
                .findFirst()
                .map(chain -> "nftables have rules for a port in " + text(chain));
    }

    /** Which bridge a veth is on may change any time. */
    private static boolean isPort(Links links, String name) {
        return links.byName(name)
                .filter(link -> Set.of("veth", "bridge").contains(link.kind()))
                .isPresent();
    }

    private Optional<String> ofIpv4() {
        String setting = "bridge-nf-call-iptables is on, and ";
        return decidingIn(NFPROTO_INET)
                .map(BridgeFilters::text)
                .or(this::ofIptablesNft)
                .or(() -> ofTables("iptables-legacy", Iptables.legacyTables()))
                .map(where -> setting + where + " has rules");
    }

    /** Where rules of ours may be, which only the program shows in a form that we know. */
    private Optional<String> ofIptablesNft() {
        boolean hasFilter = false;
        boolean hasNat = false;
        for (BaseChain chain : BaseChain.of(NFPROTO_IPV4)) {
            if (chain.decides() && BRIDGED.contains(chain.hook())) {
                boolean isFilter = isNamed(chain, "filter", "FORWARD");
                boolean isNat = isNamed(chain, "nat", "POSTROUTING");
                if (!isFilter && !isNat) {
                    return Optional.of(text(chain));
                }
                hasFilter |= isFilter;
                hasNat |= isNat;
            }
        }
        List<String> tables = new ArrayList<>();
        if (hasFilter) {
            tables.add("filter");
        }
        if (hasNat) {
            tables.add("nat");
        }
        return ofTables("iptables-nft", tables);
    }

    private static boolean isNamed(BaseChain chain, String table, String name) {
        return chain.table().equals(table) && chain.name().equals(name);
    }

    private Optional<String> ofIpv6() {
        String setting = "bridge-nf-call-ip6tables is on, and ";
        return decidingIn(NFPROTO_INET)
                .or(() -> decidingIn(NFPROTO_IPV6))
                .map(BridgeFilters::text)
                .or(() -> ofTables("ip6tables-legacy", Iptables.legacyTablesOfIpv6()))
                .map(where -> setting + where + " has rules");
    }

    private static Optional<String> ofArp() {
        String setting = "bridge-nf-call-arptables is on, and ";
        return decidingIn(NFPROTO_ARP)
                .map(BridgeFilters::text)
                .or(() ->
                        Iptables.legacyTablesOfArp().isEmpty()
                                ? Optional.empty()
                                : Optional.of("arptables-legacy"))
                .map(where -> setting + where + " has rules");
    }

    private static Optional<BaseChain> decidingIn(int family) {
        return BaseChain.of(family).stream()
                .filter(chain -> chain.decides() && BRIDGED.contains(chain.hook()))
                .findFirst();
    }

    /** The first chain in which there is something that is not ours. */
    private Optional<String> ofTables(String program, List<String> tables) {
        for (String table : tables) {
            SavedRules saved = Iptables.saved(program, table);
            for (String chain : CHAINS) {
                Set<String> ours = HostRules.ours(saved, table, chain, dockerBridge);
                boolean isForeign = !ours.containsAll(saved.rules(chain));
                boolean drops =
                        saved.drops(chain)
                                && !saved.rules(chain).contains(HostRules.accepting(bridge));
                if (isForeign || drops) {
                    return Optional.of(
                            "chain " + chain + " of table " + table + " (" + program + ")");
                }
            }
        }
        return Optional.empty();
    }

    static String text(BaseChain chain) {
        String family =
                switch (chain.family()) {
                    case NFPROTO_BRIDGE -> "bridge";
                    case NFPROTO_NETDEV -> "netdev";
                    case NFPROTO_INET -> "inet";
                    case NFPROTO_IPV4 -> "ip";
                    case NFPROTO_IPV6 -> "ip6";
                    default -> "arp";
                };
        return "chain " + chain.name() + " of table " + family + " " + chain.table();
    }
}
