package weave.gossip.store;

/** The bytes are not a whole state file; the message says what is wrong. */
final class DamagedStateException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedStateException(String what) {
        super(what);
    }
}
