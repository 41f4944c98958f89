package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.List;
import weave.core.peer.PeerName;

/**
 * How the ring comes into being, where none was saved.
 *
 * @param count voters; 0 for as many as there are direct peers, and us
 * @param seeds among whom it is divided at once, in {@link Mode#SEED}
 */
public record IpamInit(Mode mode, int count, List<PeerName> seeds) {
    /** By a vote, at once, or by others. */
    public enum Mode {
        CONSENSUS,
        SEED,
        OBSERVER
    }

    private static final int COUNT_MAX = 4096;

    public IpamInit {
        seeds = List.copyOf(seeds);
    }

    /**
     * Reads {@code consensus}, {@code consensus=3}, {@code seed=::1,::2} or {@code observer}.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static IpamInit parse(String text) {
        int equals = text.indexOf('=');
        String mode = equals < 0 ? text : text.substring(0, equals);
        String value = equals < 0 ? "" : text.substring(equals + 1);
        return switch (mode) {
            case "consensus" ->
                    new IpamInit(Mode.CONSENSUS, equals < 0 ? 0 : count(value), List.of());
            case "seed" -> new IpamInit(Mode.SEED, 0, seeds(value));
            case "observer" -> {
                if (equals >= 0) {
                    throw new IllegalArgumentException("observer takes no value");
                }
                yield new IpamInit(Mode.OBSERVER, 0, List.of());
            }
            default -> throw new IllegalArgumentException("unknown mode");
        };
    }

    private static int count(String text) {
        if (!text.matches("[0-9]{1,4}")
                || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > COUNT_MAX) {
            throw new IllegalArgumentException("no number of peers");
        }
        return Integer.parseInt(text);
    }

    private static List<PeerName> seeds(String text) {
        List<PeerName> seeds = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            PeerName seed = PeerName.parse(name);
            if (seed.equals(PeerName.NONE)) {
                throw new IllegalArgumentException("nobody's name");
            }
            seeds.add(seed);
        }
        return seeds;
    }
}
