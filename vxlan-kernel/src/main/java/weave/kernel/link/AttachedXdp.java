package weave.kernel.link;

import weave.linux.netlink.IfLinkConstants;

/**
 * An XDP program on an interface, as it was when the kernel was asked.
 *
 * @param programId tells it from every other program of this machine
 * @param name at most 15 characters; "" if it has none, or is gone
 * @param place where it runs
 * @param hasLink whether a BPF link holds it there: then nobody else can replace it, and it goes
 *     when that is closed
 */
public record AttachedXdp(int programId, String name, Place place, boolean hasLink) {
    /** Where an XDP program runs. */
    public enum Place {
        DRIVER(IfLinkConstants.XDP_FLAGS_DRV_MODE, "in the driver"),
        KERNEL(IfLinkConstants.XDP_FLAGS_SKB_MODE, "in generic mode"),
        NIC(IfLinkConstants.XDP_FLAGS_HW_MODE, "on the NIC");

        final int flag;
        private final String text;

        Place(int flag, String text) {
            this.flag = flag;
            this.text = text;
        }
    }

    /** For a message. */
    @Override
    public String toString() {
        return "XDP program "
                + programId
                + (name.isEmpty() ? "" : " (" + name + ")")
                + " "
                + place.text
                + (hasLink ? ", held by a BPF link" : "");
    }
}
