package weave.tools.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One request, read whole.
 *
 * @param method {@code GET}, {@code POST} …
 * @param path without the query
 * @param parameters of the query and, behind them, of a form in the body
 */
public record Request(String method, String path, Map<String, List<String>> parameters) {
    private static final int PARAMETERS_MAX = 1_000;

    /**
     * @param target as in the request line: path and query
     * @param form the body of a form, or empty
     * @throws IllegalArgumentException if the target or the form cannot be decoded
     */
    static Request of(String method, String target, String form) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (question >= 0) {
            decode(target.substring(question + 1), parameters);
        }
        decode(form, parameters);
        return new Request(method, path, parameters);
    }

    /** Every value of a parameter, in order; empty if there is none. */
    List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /** Whether the parameter's first value is {@code true}. */
    boolean flag(String name) {
        List<String> values = all(name);
        return !values.isEmpty() && values.getFirst().equals("true");
    }

    private static void decode(String encoded, Map<String, List<String>> into) {
        String[] pairs = encoded.split("&");
        if (pairs.length > PARAMETERS_MAX) {
            throw new IllegalArgumentException("more than " + PARAMETERS_MAX + " parameters");
        }
        for (String pair : pairs) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                into.computeIfAbsent(plain(name), _ -> new ArrayList<>()).add(plain(value));
            }
        }
    }

    private static String plain(String encoded) {
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }
}
