package weave.core.udp;

/** How a datagram leaves. */
public enum SendPath {
    /** With DF: refused if it is longer than the path MTU. */
    DONT_FRAGMENT,

    /** Without DF: the kernel may cut it. */
    FRAGMENTABLE,

    /**
     * With DF and with the mark of what the kernel is to encrypt, whatever becomes of the packet
     * filter's rules; only the kernel may send it. Where {@link Endpoint} was given no mark, it
     * leaves by the kernel as {@link #DONT_FRAGMENT}.
     */
    MARKED
}
