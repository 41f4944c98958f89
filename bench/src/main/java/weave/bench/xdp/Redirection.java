package weave.bench.xdp;

/** What of all that arrives the XDP program gives to the sockets. */
public enum Redirection {
    /** Everything. */
    ALL,

    /** What is for the overlay of this host, by the program that an uplink of weaved has. */
    OVERLAY
}
