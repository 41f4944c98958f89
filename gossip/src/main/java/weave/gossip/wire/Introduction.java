package weave.gossip.wire;

import java.nio.ByteBuffer;

/**
 * The beginning of a connection, seen from one side: header, keys, features. Give the bytes of
 * {@link #start()} to the wire, then every arriving chunk to {@link #receive}, and send what it
 * answers, until {@link #result()} is no longer pending. What is answered must be sent even if the
 * result is a failure.
 */
public final class Introduction {
    public Introduction(IntroductionTerms terms) {
        throw new UnsupportedOperationException();
    }

    /** The first bytes to send; both sides begin at once. */
    public byte[] start() {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes all of {@code chunk} and goes as far as it leads. Bytes behind the introduction go to
     * the decoder of {@link IntroductionResult.Done}. Not called again after the result is known.
     *
     * @return the bytes to send now; may be empty
     */
    public byte[] receive(ByteBuffer chunk) {
        throw new UnsupportedOperationException();
    }

    /** The neighbour has closed its side: an introduction that is still pending fails. */
    public void endOfStream() {
        throw new UnsupportedOperationException();
    }

    /** Whether the neighbour's header has been accepted, which has a deadline of its own. */
    public boolean pastHeader() {
        throw new UnsupportedOperationException();
    }

    public IntroductionResult result() {
        throw new UnsupportedOperationException();
    }
}
