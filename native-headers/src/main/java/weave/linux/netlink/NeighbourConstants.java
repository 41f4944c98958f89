package weave.linux.netlink;

/** Constants of {@code <linux/neighbour.h>}. */
public final class NeighbourConstants {
    public static final int NDA_DST = 1;
    public static final int NDA_LLADDR = 2;
    public static final int NDA_VLAN = 5;
    public static final int NDA_PORT = 6;
    public static final int NDA_VNI = 7;
    public static final int NDA_MASTER = 9;

    /** Treat the entry as if a packet had just been sent to it. */
    public static final int NTF_USE = 1;

    /** The entry is the interface's own. */
    public static final int NTF_SELF = 2;

    /** The entry is of the bridge that the interface is a port of. */
    public static final int NTF_MASTER = 4;

    public static final int NUD_REACHABLE = 0x02;
    public static final int NUD_NOARP = 0x40;
    public static final int NUD_PERMANENT = 0x80;

    private NeighbourConstants() {}
}
