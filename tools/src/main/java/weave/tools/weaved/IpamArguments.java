package weave.tools.weaved;

import java.util.List;
import java.util.Optional;
import weave.gossip.ipam.Cidr;
import weave.gossip.ipam.IpamConfig;
import weave.gossip.ipam.IpamInit;

/** What each of the flags about addresses accepts. */
final class IpamArguments {
    private static final String RANGE = "--ipalloc-range";
    private static final String SUBNET = "--ipalloc-default-subnet";
    private static final String INIT = "--ipalloc-init";
    private static final String RANGE_DEFAULT = "10.32.0.0/12";
    private static final int PEERS_MAX = 4096;

    private IpamArguments() {}

    /**
     * @return empty if no addresses are handed out
     * @throws UsageException if one of them is wrong
     */
    static Optional<IpamSettings> ipam(IpamOptions options) {
        boolean isOff = options.range != null && options.range.isBlank();
        if (isOff) {
            if (!Arguments.isEmpty(options.defaultSubnet)) {
                throw new UsageException(SUBNET + ": want " + RANGE + ", too");
            }
            return Optional.empty();
        }
        Cidr range = network(RANGE, options.range == null ? RANGE_DEFAULT : options.range);
        Cidr subnet =
                Arguments.isEmpty(options.defaultSubnet)
                        ? range
                        : network(SUBNET, options.defaultSubnet);
        if (!range.range().overlaps(subnet.range())) {
            throw Arguments.wrong(SUBNET, subnet.toString(), "a subnet inside " + range);
        }
        return Optional.of(new IpamSettings(range, subnet, init(options)));
    }

    private static Cidr network(String flag, String given) {
        String accepted =
                "a network of " + IpamConfig.SIZE_MIN + " addresses or more, like 10.32.0.0/12";
        try {
            Cidr network = Cidr.parse(given);
            if (network.isNetwork()
                    && network.prefixLength() > 0
                    && network.size() >= IpamConfig.SIZE_MIN) {
                return network;
            }
        } catch (IllegalArgumentException _) {
            // Refused like any other.
        }
        throw Arguments.wrong(flag, given, accepted);
    }

    private static IpamInit init(IpamOptions options) {
        if (!Arguments.isEmpty(options.init)) {
            try {
                return IpamInit.parse(options.init);
            } catch (IllegalArgumentException e) {
                throw Arguments.wrong(
                        INIT, options.init, "consensus, consensus=3, seed=::1,::2 or observer");
            }
        }
        if (options.observer) {
            return new IpamInit(IpamInit.Mode.OBSERVER, 0, List.of());
        }
        int count =
                Arguments.isEmpty(options.initPeerCount)
                        ? 0
                        : Arguments.number(
                                "--init-peer-count", options.initPeerCount, 0, PEERS_MAX);
        return new IpamInit(IpamInit.Mode.CONSENSUS, count, List.of());
    }
}
