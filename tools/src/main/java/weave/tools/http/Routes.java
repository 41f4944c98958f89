package weave.tools.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Which handler answers which method and path. Immutable once serving. */
public final class Routes {
    private final Map<String, Map<String, Handler>> handlers = new LinkedHashMap<>();

    public Routes() {}

    /** A copy that can be added to. */
    Routes(Routes base) {
        base.handlers.forEach((path, methods) -> handlers.put(path, new LinkedHashMap<>(methods)));
    }

    Routes add(String method, String path, Handler handler) {
        handlers.computeIfAbsent(path, _ -> new LinkedHashMap<>()).put(method, handler);
        return this;
    }

    /** Never throws: what a handler throws becomes a refusal. */
    CompletionStage<Response> answer(Request request) {
        Map<String, Handler> methods = handlers.get(request.path());
        if (methods == null) {
            return refusal(Response.NOT_FOUND, "404 page not found");
        }
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        Handler handler = methods.get(method);
        if (handler == null) {
            String accepted = String.join(", ", methods.keySet());
            return refusal(
                    Response.METHOD_NOT_ALLOWED, request.path() + " accepts " + accepted + " only");
        }
        try {
            return handler.handle(request);
        } catch (RefusalException e) {
            return CompletableFuture.completedStage(e.response());
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static CompletionStage<Response> refusal(int status, String reason) {
        return CompletableFuture.completedStage(Response.refusal(status, reason));
    }
}
