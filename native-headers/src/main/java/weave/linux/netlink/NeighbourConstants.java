package weave.linux.netlink;

/** Constants of {@code <linux/neighbour.h>}. */
public final class NeighbourConstants {
    public static final int NDA_DST = 1;
    public static final int NDA_LLADDR = 2;

    private NeighbourConstants() {}
}
