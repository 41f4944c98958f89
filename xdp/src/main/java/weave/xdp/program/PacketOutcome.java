package weave.xdp.program;

/** What became of a packet, and why. All but the first are passed to the kernel as they came. */
public enum PacketOutcome {
    REDIRECTED("to the AF_XDP socket of its queue"),
    WITHOUT_SOCKET("for the overlay, but its queue has no AF_XDP socket"),
    OF_OTHER_PROTOCOL("neither IPv4 nor IPv6, or more than two VLAN tags"),
    TO_MANY("to a multicast or broadcast MAC address"),
    NOT_UDP("another protocol than UDP, or an extension header of IPv6"),
    FRAGMENT("a part of a datagram"),
    TO_OTHER_PORT("to another port than the overlay's"),
    TO_OTHER_ADDRESS("to an address that is not ours, or not in that VLAN"),
    CUT_OFF("ends before its headers do, or its first buffer does"),
    MALFORMED("a version or lengths that cannot be");

    private final String meaning;

    PacketOutcome(String meaning) {
        this.meaning = meaning;
    }

    /** A sentence without its subject, "packets …". */
    public String meaning() {
        return meaning;
    }
}
