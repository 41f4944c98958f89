package weave.xdp.program;

/** What became of a packet, and why. All but the first are passed to the kernel as they came. */
public enum PacketOutcome {
    REDIRECTED("given to the AF_XDP socket of their queue"),
    WITHOUT_SOCKET("passed: for the overlay, but their queue has no AF_XDP socket"),
    OF_OTHER_PROTOCOL("passed: neither IPv4 nor IPv6, or behind more than two VLAN tags"),
    TO_MANY("passed: to a multicast or broadcast MAC address"),
    NOT_UDP("passed: not UDP, or behind an extension header of IPv6"),
    FRAGMENT("passed: fragments"),
    TO_OTHER_PORT("passed: to a port that is not the overlay's"),
    TO_OTHER_ADDRESS("passed: to an address that is not ours in that VLAN"),
    CUT_OFF("passed: shorter than their headers, or those are not in the first buffer"),
    INCOMPLETE(
            "passed: with a checksum yet to be computed, or too long for the link: several in one"),
    MALFORMED("passed: of a version or with lengths that cannot be");

    private final String meaning;

    PacketOutcome(String meaning) {
        this.meaning = meaning;
    }

    /** How a sentence goes on that begins with "packets". */
    public String meaning() {
        return meaning;
    }
}
