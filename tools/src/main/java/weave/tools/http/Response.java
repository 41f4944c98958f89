package weave.tools.http;

/**
 * What a handler answers.
 *
 * @param status the HTTP status code
 * @param contentType of the body
 * @param body text, sent as UTF-8
 */
public record Response(int status, String contentType, String body) {
    static final int OK = 200;
    static final int NO_CONTENT = 204;
    static final int BAD_REQUEST = 400;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int CONFLICT = 409;
    static final int CONTENT_TOO_LARGE = 413;
    static final int UNSUPPORTED_MEDIA_TYPE = 415;
    static final int INTERNAL_SERVER_ERROR = 500;
    static final int SERVICE_UNAVAILABLE = 503;
    static final int HTTP_VERSION_NOT_SUPPORTED = 505;

    private static final String TEXT = "text/plain; charset=utf-8";

    static Response text(int status, String body) {
        return new Response(status, TEXT, body);
    }

    static Response json(String body) {
        return new Response(OK, "application/json", body);
    }

    /** A refusal in one line, whatever the reason held. */
    static Response refusal(int status, String reason) {
        return text(status, String.valueOf(reason).replaceAll("\\s*[\r\n]+\\s*", " ") + "\n");
    }
}
