package weave.kernel.netlink;

/** A netlink message contradicts itself: a length in it is too small, or reaches beyond its end. */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says which length is wrong. */
    public MalformedMessageException(String message) {
        super(message);
    }
}
