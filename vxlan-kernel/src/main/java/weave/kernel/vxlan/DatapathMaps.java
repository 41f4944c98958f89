package weave.kernel.vxlan;

import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_ARRAY;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_HASH;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_PERCPU_ARRAY;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weave.linux.bpf.BpfMap;
import weave.linux.bpf.BpfMapDescription;

/**
 * What the programs know: maps that user space fills and the kernel reads. They live as long as a
 * program that uses them is attached, and so outlive the process. All numbers are in the host's
 * order; settings are our own.
 *
 * <pre>
 *   settings    [0]           | short id (4) | upcall TAP (4) | bridge's TAP (4) | plain port (4) |
 *   macs        {MAC}         | kind (4) | interface or short id (4) | - (4) | seconds (4) |
 *   peers       [short id]    | known (4) | index of the next hop, or 0 (4) |
 *   neighbours  [index]       | IPv4 (4) | mark (4) | vxlan device (4) | carries (4) |
 *                             | link or 0 (4) | own IPv4 (4) | next hop's (4) | UDP port (4) |
 *                             | frame length max (4) | sum of the constant IPv4 header (4) |
 *   traffic     [short id]    | sent: frames (8) | bytes (8) | received: frames (8) | bytes (8) |
 * </pre>
 *
 * A MAC as key is its six bytes and two of zero. Traffic is counted by each processor apart.
 */
final class DatapathMaps implements AutoCloseable {
    static final int SELF = 0;
    static final int UPCALL_DEVICE = 4;
    static final int BRIDGE_DEVICE = 8;

    /** The UDP port of the plain device, 0 if there is none. */
    static final int PLAIN_PORT = 12;

    static final int SETTINGS_LENGTH = 16;

    static final int MAC_LENGTH = 8;
    static final int MAC_KIND = 0;
    static final int MAC_TARGET = 4;
    static final int MAC_ENTRY_LENGTH = 16;

    /** At another peer: the target is its short id. */
    static final int REMOTE = 1;

    /** In a network namespace: the target is the host's end of its veth. */
    static final int LOCAL_PEER = 2;

    /** Behind an interface of the host: the target. */
    static final int LOCAL_PORT = 3;

    /** Somewhere on the bridge: through it. */
    static final int LOCAL_BRIDGE = 4;

    static final int PEER_KNOWN = 0;
    static final int PEER_NEXT_HOP = 4;
    static final int PEER_LENGTH = 8;

    static final int NEIGHBOUR_IP = 0;
    static final int NEIGHBOUR_MARK = 4;
    static final int NEIGHBOUR_DEVICE = 8;
    static final int NEIGHBOUR_CARRIES = 12;

    /** Of a {@link DirectWay}; 0 if frames go by the VXLAN device. */
    static final int NEIGHBOUR_LINK = 16;

    static final int NEIGHBOUR_SOURCE = 20;
    static final int NEIGHBOUR_NEXT_HOP = 24;
    static final int NEIGHBOUR_PORT = 28;
    static final int NEIGHBOUR_LENGTH_MAX = 32;
    static final int NEIGHBOUR_SUM = 36;
    static final int NEIGHBOUR_LENGTH = 40;

    static final int SENT_FRAMES = 0;
    static final int SENT_BYTES = 8;
    static final int RECEIVED_FRAMES = 16;
    static final int RECEIVED_BYTES = 24;
    static final int TRAFFIC_LENGTH = 32;

    /** Short ids have 12 bits. */
    static final int PEERS = 4096;

    /** As many neighbours as peers; index 0 is nobody. */
    static final int NEIGHBOURS = 4096;

    /** As many as user space keeps. */
    static final int MACS_MAX = 65_536;

    private static final String PREFIX = "wv_";

    private final Map<String, BpfMap> byName;

    private DatapathMaps(Map<String, BpfMap> byName) {
        this.byName = byName;
    }

    /**
     * Makes them.
     *
     * @throws weave.linux.LinuxException if the kernel refuses
     */
    static DatapathMaps create() {
        Map<String, BpfMap> made = new HashMap<>();
        try {
            for (Spec spec : Spec.ALL) {
                made.put(spec.name(), spec.make());
            }
            return new DatapathMaps(made);
        } catch (RuntimeException e) {
            made.values().forEach(BpfMap::close);
            throw e;
        }
    }

    /**
     * Takes over those that a program uses.
     *
     * @param ids of maps, as the kernel tells them of a program
     * @return empty unless all are among them, and of the form of today
     */
    static Optional<DatapathMaps> adopt(List<Integer> ids) {
        Map<String, BpfMap> found = new HashMap<>();
        for (int id : ids) {
            BpfMap map = BpfMap.ofId(id);
            Optional<Spec> spec = Spec.of(map.description());
            if (spec.isEmpty() || found.putIfAbsent(spec.get().name(), map) != null) {
                map.close();
            }
        }
        if (found.size() == Spec.ALL.size()) {
            return Optional.of(new DatapathMaps(found));
        }
        found.values().forEach(BpfMap::close);
        return Optional.empty();
    }

    BpfMap settings() {
        return byName.get("settings");
    }

    BpfMap macs() {
        return byName.get("macs");
    }

    BpfMap peers() {
        return byName.get("peers");
    }

    BpfMap neighbours() {
        return byName.get("neighbours");
    }

    BpfMap traffic() {
        return byName.get("traffic");
    }

    @Override
    public void close() {
        byName.values().forEach(BpfMap::close);
    }

    /** How a map is made. */
    private record Spec(String name, int type, int keyLength, int valueLength, int entries) {
        static final List<Spec> ALL =
                List.of(
                        new Spec("settings", BPF_MAP_TYPE_ARRAY, Integer.BYTES, SETTINGS_LENGTH, 1),
                        new Spec("macs", BPF_MAP_TYPE_HASH, MAC_LENGTH, MAC_ENTRY_LENGTH, MACS_MAX),
                        new Spec("peers", BPF_MAP_TYPE_ARRAY, Integer.BYTES, PEER_LENGTH, PEERS),
                        new Spec(
                                "neighbours",
                                BPF_MAP_TYPE_ARRAY,
                                Integer.BYTES,
                                NEIGHBOUR_LENGTH,
                                NEIGHBOURS),
                        new Spec(
                                "traffic",
                                BPF_MAP_TYPE_PERCPU_ARRAY,
                                Integer.BYTES,
                                TRAFFIC_LENGTH,
                                PEERS));

        static Optional<Spec> of(BpfMapDescription map) {
            return ALL.stream().filter(spec -> spec.fits(map)).findFirst();
        }

        private boolean fits(BpfMapDescription map) {
            return map.name().equals(PREFIX + name)
                    && map.type() == type
                    && map.keySize() == keyLength
                    && map.valueSize() == valueLength
                    && map.entriesMax() == entries;
        }

        BpfMap make() {
            return BpfMap.create(PREFIX + name, type, keyLength, valueLength, entries);
        }
    }
}
