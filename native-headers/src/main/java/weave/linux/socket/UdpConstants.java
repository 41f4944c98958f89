package weave.linux.socket;

/** Constants of {@code <netinet/udp.h>}. */
public final class UdpConstants {
    public static final int SOL_UDP = 17;
    public static final int UDP_SEGMENT = 103;
    public static final int UDP_GRO = 104;

    private UdpConstants() {}
}
