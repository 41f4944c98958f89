package weave.xdp.port;

/** What became of a frame that arrived; all but the first two are dropped. */
public enum Arrival {
    /** A datagram for us. */
    DATAGRAM,

    /**
     * A datagram for us whose checksum is only that of the pseudo-header: it comes from a host that
     * leaves the rest to a network card, by a virtual link that has none.
     */
    DATAGRAM_WITHOUT_CHECKSUM,

    /** Ends before its headers do, or before the datagram does that they tell of. */
    CUT_OFF,

    /** Not IPv4, not UDP, or a part of a packet: nothing that the program gives to the socket. */
    NOT_UDP,

    /** The lengths of IPv4 or UDP contradict each other, or the version is not 4. */
    MALFORMED,

    /** Changed on its way: the header of IPv4. */
    WRONG_IP_CHECKSUM,

    /** Changed on its way: the datagram. */
    WRONG_UDP_CHECKSUM,

    /** In several pieces, longer than there is room for. */
    TOO_LONG;

    /** Whether it goes on to ingress. */
    boolean isGood() {
        return ordinal() <= DATAGRAM_WITHOUT_CHECKSUM.ordinal();
    }
}
