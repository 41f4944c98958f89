package weave.tools.echo;

/** What became of a request. */
public sealed interface EchoOutcome {
    /** It came back. */
    record Answered(long roundTripNanos) implements EchoOutcome {}

    /** It did not, in time. */
    record Silence() implements EchoOutcome {}

    /** It could not be sent; {@code reason} is a line. */
    record NotSent(String reason) implements EchoOutcome {}
}
