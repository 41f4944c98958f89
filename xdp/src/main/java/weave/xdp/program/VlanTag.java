package weave.xdp.program;

/**
 * One of the tags that put a packet into a VLAN (IEEE 802.1Q).
 *
 * @param isService whether it is one of a provider (TPID 0x88A8), else a customer's (0x8100)
 * @param id 1 to 4094; a tag with the id 0 only has a priority and counts as none
 */
public record VlanTag(boolean isService, int id) {
    /** Of one tag as the program writes it, beside the twelve bits of the id. */
    static final int SERVICE = 0x1000;

    static final int ID_MASK = 0xFFF;
    static final int BITS = Short.SIZE;
    static final int DEPTH_MAX = 2;

    public VlanTag {
        if (id < 1 || id >= ID_MASK) {
            throw new IllegalArgumentException("VLAN id " + id);
        }
    }

    int code() {
        return (isService ? SERVICE : 0) | id;
    }
}
