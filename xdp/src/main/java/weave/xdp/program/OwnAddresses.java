package weave.xdp.program;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_HASH;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import weave.linux.LinuxException;
import weave.linux.bpf.BpfMap;

/**
 * The addresses that packets for the overlay go to. An address is ours in the network that it is
 * configured in: of the untagged one, packets with a VLAN tag are none of ours, and the other way
 * round.
 *
 * <pre>
 *   key:  | IPv6 address, or IPv4 address (4) and zeros (12) | VLAN (4) | version (4) |
 *   VLAN: | outer tag, or 0 (16 bits) | tag, or 0 (16 bits) |
 *   tag:  | 0 (3 bits) | of a provider (1) | id (12) |
 * </pre>
 *
 * VLAN and version, 4 or 6, are in the host's order. Changes are seen by the program from the next
 * packet on. For one thread at a time.
 */
public final class OwnAddresses implements AutoCloseable {
    /** Of all interfaces of a host together; a host with more is none we know of. */
    public static final int COUNT_MAX = 1024;

    static final int KEY_LENGTH = 24;
    static final int ADDRESS_LENGTH = 16;
    static final int VLAN_OFFSET = ADDRESS_LENGTH;
    static final int VERSION_OFFSET = VLAN_OFFSET + Integer.BYTES;

    private final BpfMap map =
            BpfMap.create(
                    "weave_addresses", BPF_MAP_TYPE_HASH, KEY_LENGTH, Integer.BYTES, COUNT_MAX);

    /**
     * Packets for an address are ours from now on.
     *
     * @param tags of the VLAN it is configured in, the outer first, at most two; none for untagged
     * @throws LinuxException if the kernel refuses; {@code E2BIG} if there are too many
     */
    public void add(InetAddress address, List<VlanTag> tags) {
        try (Arena arena = Arena.ofConfined()) {
            map.update(key(arena, address, tags), arena.allocate(JAVA_INT));
        }
    }

    /** Packets for an address are not ours any more. */
    public void remove(InetAddress address, List<VlanTag> tags) {
        try (Arena arena = Arena.ofConfined()) {
            map.delete(key(arena, address, tags));
        }
    }

    @Override
    public void close() {
        map.close();
    }

    BpfMap map() {
        return map;
    }

    private static MemorySegment key(Arena arena, InetAddress address, List<VlanTag> tags) {
        MemorySegment key = arena.allocate(KEY_LENGTH, Integer.BYTES);
        byte[] bytes = address.getAddress();
        MemorySegment.copy(bytes, 0, key, JAVA_BYTE, 0, bytes.length);
        key.set(JAVA_INT, VLAN_OFFSET, vlan(tags));
        key.set(JAVA_INT, VERSION_OFFSET, address instanceof Inet4Address ? 4 : 6);
        return key;
    }

    private static int vlan(List<VlanTag> tags) {
        if (tags.size() > VlanTag.DEPTH_MAX) {
            throw new IllegalArgumentException("more than two VLAN tags: " + tags);
        }
        int vlan = 0;
        for (VlanTag tag : tags) {
            vlan = vlan << VlanTag.BITS | tag.code();
        }
        return vlan;
    }
}
