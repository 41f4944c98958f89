package weave.tools.template;

import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Go's {@code printf} for {@code %v %s %q %d %x %f %g %t}, with flags, width and precision. */
final class Printf {
    private static final Pattern VERB =
            Pattern.compile("%([-+ 0#]*)([0-9]{0,3})((?:\\.[0-9]{1,2})?)([%a-zA-Z])");

    private Printf() {}

    static String format(String format, List<Object> arguments) throws TemplateException {
        StringBuilder text = new StringBuilder();
        Matcher verb = VERB.matcher(format);
        int next = 0;
        while (verb.find()) {
            if (verb.group(4).equals("%")) {
                verb.appendReplacement(text, "%");
            } else if (next < arguments.size()) {
                verb.appendReplacement(
                        text, Matcher.quoteReplacement(formatted(verb, arguments.get(next++))));
            } else {
                verb.appendReplacement(
                        text, Matcher.quoteReplacement("%!" + verb.group(4) + "(MISSING)"));
            }
        }
        verb.appendTail(text);
        return text.toString();
    }

    private static String formatted(Matcher verb, Object value) throws TemplateException {
        String layout = "%" + verb.group(1) + verb.group(2);
        String precision = verb.group(3);
        try {
            return switch (verb.group(4)) {
                case "v", "s" -> text(layout + precision + "s", Values.text(value));
                case "t" -> text(layout + "s", Values.text(value));
                case "q" -> text(layout + "s", '"' + Values.text(value) + '"');
                case "d" -> text(layout + "d", whole(value));
                case "x" -> text(layout + "x", whole(value));
                case "f", "g" -> text(layout + precision + "f", number(value));
                default -> throw new TemplateException("printf: unknown verb " + verb.group());
            };
        } catch (IllegalFormatException e) {
            throw new TemplateException("printf: " + verb.group() + " is not understood");
        }
    }

    private static String text(String layout, Object value) {
        return String.format(Locale.ROOT, layout, value);
    }

    private static Object whole(Object value) throws TemplateException {
        return Values.decimal(number(value)).toBigInteger();
    }

    private static Number number(Object value) throws TemplateException {
        if (value instanceof Number number) {
            return Values.decimal(number);
        }
        throw new TemplateException("printf: " + Values.text(value) + " is no number");
    }
}
