package weave.tools.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The functions that templates may call. */
final class Functions {
    static final Set<String> NAMES =
            Set.of(
                    "json", "len", "index", "print", "println", "printf", "eq", "ne", "lt", "le",
                    "gt", "ge", "and", "or", "not");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Functions() {}

    /** Whether {@code and}, {@code or} need no further argument. */
    static boolean isDecided(String function, Object argument) {
        return function.equals("and") && !Values.isTrue(argument)
                || function.equals("or") && Values.isTrue(argument);
    }

    static Object call(String function, List<Object> arguments) throws TemplateException {
        return switch (function) {
            case "json" -> json(only(function, arguments));
            case "len" -> length(only(function, arguments));
            case "index" -> index(arguments);
            case "print" -> joined(arguments, "");
            case "println" -> joined(arguments, " ") + "\n";
            case "printf" -> printf(arguments);
            case "not" -> !Values.isTrue(only(function, arguments));
            case "and", "or" -> last(function, arguments);
            case "eq" -> equalsAny(arguments);
            case "ne" -> !equal(pair(function, arguments), arguments.get(1));
            case "lt" -> compare(function, arguments) < 0;
            case "le" -> compare(function, arguments) <= 0;
            case "gt" -> compare(function, arguments) > 0;
            case "ge" -> compare(function, arguments) >= 0;
            default -> throw new TemplateException("function \"" + function + "\" not defined");
        };
    }

    private static String json(Object value) throws TemplateException {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new TemplateException("json: " + e.getOriginalMessage());
        }
    }

    private static BigInteger length(Object value) throws TemplateException {
        return BigInteger.valueOf(
                switch (value) {
                    case null -> 0;
                    case String text -> text.length();
                    case List<?> list -> list.size();
                    case Map<?, ?> map -> map.size();
                    default -> throw new TemplateException("len of " + Values.text(value));
                });
    }

    private static Object index(List<Object> arguments) throws TemplateException {
        Object value = first("index", arguments);
        for (Object key : arguments.subList(1, arguments.size())) {
            value = element(value, key);
        }
        return value;
    }

    private static Object element(Object of, Object key) throws TemplateException {
        if (of instanceof Map<?, ?> map) {
            if (!(key instanceof String name)) {
                throw new TemplateException("a map has no entry " + Values.text(key));
            }
            return map.get(name);
        }
        if (of instanceof List<?> list && key instanceof Number number) {
            int at = Values.decimal(number).intValue();
            if (at < 0 || at >= list.size()) {
                throw new TemplateException("index out of range: " + key);
            }
            return list.get(at);
        }
        throw new TemplateException("can't index " + Values.text(of));
    }

    private static String joined(List<Object> arguments, String separator) {
        return arguments.stream().map(Values::text).collect(Collectors.joining(separator));
    }

    private static String printf(List<Object> arguments) throws TemplateException {
        if (!(first("printf", arguments) instanceof String format)) {
            throw new TemplateException("printf wants a format first");
        }
        return Printf.format(format, arguments.subList(1, arguments.size()));
    }

    private static boolean equalsAny(List<Object> arguments) throws TemplateException {
        Object left = pair("eq", arguments);
        for (Object right : arguments.subList(1, arguments.size())) {
            if (equal(left, right)) {
                return true;
            }
        }
        return false;
    }

    private static boolean equal(Object left, Object right) throws TemplateException {
        if (left instanceof Number a && right instanceof Number b) {
            return Values.decimal(a).compareTo(Values.decimal(b)) == 0;
        }
        if (left != null && right != null && left.getClass() != right.getClass()) {
            throw new TemplateException("incompatible types for comparison");
        }
        return Objects.equals(left, right);
    }

    private static int compare(String function, List<Object> arguments) throws TemplateException {
        Object left = pair(function, arguments);
        Object right = arguments.get(1);
        if (left instanceof Number a && right instanceof Number b) {
            return Values.decimal(a).compareTo(Values.decimal(b));
        }
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        }
        throw new TemplateException("incompatible types for comparison");
    }

    private static Object only(String function, List<Object> arguments) throws TemplateException {
        if (arguments.size() != 1) {
            throw wrongCount(function);
        }
        return arguments.getFirst();
    }

    private static Object pair(String function, List<Object> arguments) throws TemplateException {
        if (arguments.size() < 2 || arguments.size() > 2 && !function.equals("eq")) {
            throw wrongCount(function);
        }
        return arguments.getFirst();
    }

    private static Object first(String function, List<Object> arguments) throws TemplateException {
        if (arguments.isEmpty()) {
            throw wrongCount(function);
        }
        return arguments.getFirst();
    }

    private static Object last(String function, List<Object> arguments) throws TemplateException {
        first(function, arguments);
        return arguments.getLast();
    }

    private static TemplateException wrongCount(String function) {
        return new TemplateException("wrong number of args for " + function);
    }
}
