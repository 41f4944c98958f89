package weave.tools.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Which handler answers which method and path. A part of a path in braces, as in {@code
 * /name/{container}}, stands for any one part. Immutable once serving.
 */
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
        Match match;
        try {
            match = match(request);
        } catch (RefusalException e) {
            return CompletableFuture.completedStage(e.response());
        }
        if (match == null) {
            return refusal(Response.NOT_FOUND, "404 page not found");
        }
        Map<String, Handler> methods = match.methods();
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        Handler handler = methods.get(method);
        if (handler == null) {
            String accepted = String.join(", ", methods.keySet());
            return refusal(
                    Response.METHOD_NOT_ALLOWED, request.path() + " accepts " + accepted + " only");
        }
        try {
            return handler.handle(match.request());
        } catch (RefusalException e) {
            return CompletableFuture.completedStage(e.response());
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private record Match(Map<String, Handler> methods, Request request) {}

    /** The path itself, or else the first pattern that fits; {@code null} if none does. */
    private Match match(Request request) {
        Map<String, Handler> exact = handlers.get(request.path());
        if (exact != null) {
            return new Match(exact, request);
        }
        String[] parts = request.path().split("/", -1);
        for (Map.Entry<String, Map<String, Handler>> route : handlers.entrySet()) {
            String[] pattern = route.getKey().split("/", -1);
            if (fits(pattern, parts)) {
                return new Match(route.getValue(), request.withParts(named(pattern, parts)));
            }
        }
        return null;
    }

    private static boolean fits(String[] pattern, String[] parts) {
        boolean fits = pattern.length == parts.length;
        for (int i = 0; fits && i < parts.length; i++) {
            fits = isVariable(pattern[i]) ? !parts[i].isEmpty() : pattern[i].equals(parts[i]);
        }
        return fits;
    }

    private static Map<String, String> named(String[] pattern, String[] parts) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < parts.length; i++) {
            if (isVariable(pattern[i])) {
                named.put(pattern[i].substring(1, pattern[i].length() - 1), parts[i]);
            }
        }
        return named;
    }

    private static boolean isVariable(String part) {
        return part.startsWith("{");
    }

    private static CompletionStage<Response> refusal(int status, String reason) {
        return CompletableFuture.completedStage(Response.refusal(status, reason));
    }
}
