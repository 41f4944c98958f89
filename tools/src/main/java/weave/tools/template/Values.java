package weave.tools.template;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values as Go's templates see them. */
final class Values {
    private static final String NONE = "<no value>";

    private Values() {}

    static Object field(Object of, String name) throws TemplateException {
        if (of instanceof Map<?, ?> fields && fields.containsKey(name)) {
            return fields.get(name);
        }
        if (of == null) {
            throw new TemplateException("nil pointer evaluating ." + name);
        }
        throw new TemplateException("can't evaluate field " + name);
    }

    /** Whether {@code if} takes the first branch. */
    static boolean isTrue(Object value) {
        return switch (value) {
            case null -> false;
            case Boolean truth -> truth;
            case Number number -> decimal(number).signum() != 0;
            case String text -> !text.isEmpty();
            case Collection<?> list -> !list.isEmpty();
            // A record of the report is what Go calls a struct: always there.
            default -> true;
        };
    }

    /** As printed. */
    static String text(Object value) {
        return switch (value) {
            case null -> NONE;
            case Map<?, ?> map ->
                    map.values().stream()
                            .map(Values::inner)
                            .collect(Collectors.joining(" ", "{", "}"));
            case List<?> list ->
                    list.stream().map(Values::inner).collect(Collectors.joining(" ", "[", "]"));
            default -> value.toString();
        };
    }

    /** Exact, so that what is compared and printed is what the report has. */
    static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    private static String inner(Object value) {
        return value == null ? "<nil>" : text(value);
    }
}
