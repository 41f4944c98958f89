package weave.gossip.wire;

/** How an introduction stands. */
public sealed interface IntroductionResult {
    /** More bytes are needed. */
    record Pending() implements IntroductionResult {}

    /**
     * The connection must be closed.
     *
     * @param reason for log and status; the neighbour never learns it
     */
    record Failed(String reason) implements IntroductionResult {}

    /**
     * Both sides know each other; the connection runs.
     *
     * @param version the protocol version, 1 or 2
     * @param remote what the neighbour said of itself
     * @param sessionKey 32 bytes, or {@code null} if the connection is in clear
     * @param encoder for all that is sent from now on
     * @param decoder for all that arrives from now on; it may hold messages already
     */
    record Done(
            int version,
            Features remote,
            byte[] sessionKey,
            MessageEncoder encoder,
            MessageDecoder decoder)
            implements IntroductionResult {
        /** Leaves the key out: it never reaches a log. */
        @Override
        public String toString() {
            return "Done[version "
                    + version
                    + ", "
                    + remote.name()
                    + (sessionKey == null ? "]" : ", encrypted]");
        }
    }
}
