package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The outer header of a packet of a tunnel, as {@link BpfHelpers#BPF_FUNC_skb_set_tunnel_key} and
 * {@link BpfHelpers#BPF_FUNC_skb_get_tunnel_key} take it: {@code struct bpf_tunnel_key} of {@code
 * <linux/bpf.h>}. Numbers are in the host's order, IPv4 addresses, too. With {@link
 * BpfConstants#BPF_F_TUNINFO_IPV6} the addresses have 16 bytes, in network order.
 *
 * <pre>
 *   0           4                  20           21           22           24
 *   +-----------+------------------+------------+------------+------------+
 *   | tunnel_id | remote_ipv4/6    | tunnel_tos | tunnel_ttl | tunnel_ext |
 *   +-----------+------------------+------------+------------+------------+
 *   24             28              44
 *   +--------------+---------------+
 *   | tunnel_label | local_ipv4/6  |
 *   +--------------+---------------+
 * </pre>
 */
public final class BpfTunnelKey {
    private static final int REST_OF_IPV6 = 12;

    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("tunnel_id"),
                            JAVA_INT.withName("remote_ipv4"),
                            MemoryLayout.paddingLayout(REST_OF_IPV6),
                            JAVA_BYTE.withName("tunnel_tos"),
                            JAVA_BYTE.withName("tunnel_ttl"),
                            JAVA_SHORT.withName("tunnel_ext"),
                            JAVA_INT.withName("tunnel_label"),
                            JAVA_INT.withName("local_ipv4"),
                            MemoryLayout.paddingLayout(REST_OF_IPV6))
                    .withName("bpf_tunnel_key");

    public static final long SIZE = LAYOUT.byteSize();

    /** The VNI of VXLAN. */
    public static final int TUNNEL_ID_OFFSET = (int) Layouts.offset(LAYOUT, "tunnel_id");

    public static final int REMOTE_IPV4_OFFSET = (int) Layouts.offset(LAYOUT, "remote_ipv4");
    public static final int TUNNEL_TOS_OFFSET = (int) Layouts.offset(LAYOUT, "tunnel_tos");
    public static final int TUNNEL_TTL_OFFSET = (int) Layouts.offset(LAYOUT, "tunnel_ttl");
    public static final int TUNNEL_LABEL_OFFSET = (int) Layouts.offset(LAYOUT, "tunnel_label");

    /** Linux 6.0 or newer; an older kernel takes a key of 28 bytes. */
    public static final int LOCAL_IPV4_OFFSET = (int) Layouts.offset(LAYOUT, "local_ipv4");

    private BpfTunnelKey() {}
}
