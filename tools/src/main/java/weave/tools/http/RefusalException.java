package weave.tools.http;

/** A request that is not understood; the message is the line that answers it. */
final class RefusalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status the HTTP status code
     */
    RefusalException(int status, String message) {
        super(message);
        this.status = status;
    }

    Response response() {
        return Response.refusal(status, getMessage());
    }
}
