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
 * @param parts of the path, by the names that the route gives them
 */
public record Request(
        String method,
        String path,
        Map<String, List<String>> parameters,
        Map<String, String> parts) {
    private static final int PARAMETERS_MAX = 1_000;

    /**
     * @param target as in the request line: path and query
     * @param form the body of a form, or empty
     * @throws RefusalException if the target or the form cannot be decoded
     */
    static Request of(String method, String target, String form) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (question >= 0) {
            decode("request", target.substring(question + 1), parameters);
        }
        decode("form", form, parameters);
        return new Request(method, path, parameters, Map.of());
    }

    /**
     * The same, with parts of its path named.
     *
     * @param encoded as they stand in the path
     * @throws RefusalException if one of them cannot be decoded
     */
    Request withParts(Map<String, String> encoded) {
        Map<String, String> decoded = new LinkedHashMap<>();
        // A plus sign is one, in a path.
        encoded.forEach(
                (name, part) -> decoded.put(name, plain("request", part.replace("+", "%2B"))));
        return new Request(method, path, parameters, decoded);
    }

    /** A part of the path; the route has it. */
    String part(String name) {
        return parts.get(name);
    }

    /** Every value of a parameter, in order; empty if there is none. */
    List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /**
     * The value of a parameter that is given once.
     *
     * @param wanted what it should be, in words
     * @throws RefusalException if it is not, or blank
     */
    String one(String name, String wanted) {
        List<String> values = all(name);
        if (values.size() != 1 || values.getFirst().isBlank()) {
            throw new RefusalException(Response.BAD_REQUEST, name + ": want " + wanted + ", once");
        }
        return values.getFirst();
    }

    /**
     * A whole number that is given once.
     *
     * @throws RefusalException if it is not, or not from {@code min} to {@code max}
     */
    int number(String name, int min, int max) {
        String wanted = min + " to " + max;
        String text = one(name, wanted);
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Refused like one that is out of range.
        }
        throw new RefusalException(
                Response.BAD_REQUEST, name + ": \"" + text + "\": want " + wanted);
    }

    /**
     * A switch: whether it is {@code true}.
     *
     * @throws RefusalException if it is given and neither {@code true} nor {@code false}
     */
    boolean flag(String name) {
        for (String value : all(name)) {
            if (!value.equals("true") && !value.equals("false")) {
                throw new RefusalException(
                        Response.BAD_REQUEST, name + ": \"" + value + "\": want true or false");
            }
        }
        return all(name).contains("true");
    }

    /**
     * Refuses what nobody would look at.
     *
     * @throws RefusalException if there is a parameter of another name
     */
    void expect(String... names) {
        for (String name : parameters.keySet()) {
            if (!List.of(names).contains(name)) {
                throw new RefusalException(
                        Response.BAD_REQUEST,
                        "unknown parameter \"" + name + "\": want " + String.join(", ", names));
            }
        }
    }

    private static void decode(String what, String encoded, Map<String, List<String>> into) {
        String[] pairs = encoded.split("&");
        if (pairs.length > PARAMETERS_MAX) {
            throw malformed(what, "more than " + PARAMETERS_MAX + " parameters");
        }
        for (String pair : pairs) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                into.computeIfAbsent(plain(what, name), _ -> new ArrayList<>())
                        .add(plain(what, value));
            }
        }
    }

    private static String plain(String what, String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed(what, "\"" + encoded + "\": a percent sign wants two hex digits");
        }
    }

    private static RefusalException malformed(String what, String reason) {
        return new RefusalException(Response.BAD_REQUEST, "malformed " + what + ": " + reason);
    }
}
