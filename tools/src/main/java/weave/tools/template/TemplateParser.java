package weave.tools.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weave.tools.template.Token.Kind;

/** Reads a template: text, and actions in double braces. */
final class TemplateParser {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final Pattern COMMENT = Pattern.compile("(?:-\\s)?\\s*/\\*(?s:.*?)\\*/");
    private static final int NESTING_MAX = 100;

    /** {@code end} or {@code else}, where a block stopped. */
    private ExpressionParser stoppedAt;

    private final String template;
    private int at;
    private int nesting;
    private boolean trimNext;

    TemplateParser(String template) {
        this.template = template;
    }

    List<Node> parse() throws TemplateException {
        List<Node> nodes = block();
        if (stoppedAt != null) {
            throw new TemplateException("unexpected {{end}} or {{else}}");
        }
        return nodes;
    }

    /** Up to the end of the template, or up to an {@code end} or {@code else}. */
    private List<Node> block() throws TemplateException {
        List<Node> nodes = new ArrayList<>();
        stoppedAt = null;
        while (at < template.length()) {
            int open = template.indexOf(OPEN, at);
            if (open < 0) {
                addText(nodes, template.substring(at), false);
                at = template.length();
                break;
            }
            String text = template.substring(at, open);
            String action = action(open);
            addText(nodes, text, trimsBefore(open));
            trimNext = trimsAfter();
            if (isComment(action)) {
                continue;
            }
            ExpressionParser parser = new ExpressionParser(ActionLexer.tokens(action));
            if (isStop(parser)) {
                stoppedAt = parser;
                return nodes;
            }
            nodes.add(node(parser));
        }
        return nodes;
    }

    private static boolean isStop(ExpressionParser parser) {
        return parser.peeks("end") || parser.peeks("else");
    }

    private String action(int open) throws TemplateException {
        int close = closing(open + OPEN.length());
        if (close < 0) {
            throw new TemplateException("unclosed action");
        }
        at = close + CLOSE.length();
        String action = template.substring(open + OPEN.length(), close);
        if (trimsBefore(open)) {
            action = action.substring(1);
        }
        return trimsAfter() ? action.substring(0, action.length() - 1) : action;
    }

    /** The braces that end the action, those in strings and comments left out. */
    private int closing(int from) {
        Matcher comment = COMMENT.matcher(template).region(from, template.length());
        if (comment.lookingAt()) {
            return template.indexOf(CLOSE, comment.end());
        }
        char quote = 0;
        for (int i = from; i < template.length(); i++) {
            char c = template.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote == '"') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '`') {
                quote = c;
            } else if (template.startsWith(CLOSE, i)) {
                return i;
            }
        }
        return -1;
    }

    /** An opening with a dash and a blank eats the blanks before it. */
    private boolean trimsBefore(int open) {
        int next = open + OPEN.length();
        return template.startsWith("-", next)
                && next + 1 < template.length()
                && Character.isWhitespace(template.charAt(next + 1));
    }

    /** A blank and a dash before the close eat the blanks after it. */
    private boolean trimsAfter() {
        int dash = at - CLOSE.length() - 1;
        return dash > 0
                && template.charAt(dash) == '-'
                && Character.isWhitespace(template.charAt(dash - 1));
    }

    private void addText(List<Node> nodes, String text, boolean trimEnd) {
        String trimmed = trimNext ? text.stripLeading() : text;
        trimmed = trimEnd ? trimmed.stripTrailing() : trimmed;
        if (!trimmed.isEmpty()) {
            nodes.add(new Node.Text(trimmed));
        }
    }

    private static boolean isComment(String action) {
        String stripped = action.strip();
        return stripped.startsWith("/*") && stripped.endsWith("*/");
    }

    private Node node(ExpressionParser action) throws TemplateException {
        if (action.take(Kind.WORD, "if")) {
            return ifNode(action);
        } else if (action.take(Kind.WORD, "range")) {
            return range(action);
        } else if (action.take(Kind.WORD, "with")) {
            return with(action);
        }
        ExpressionParser.Assignment assignment = action.assignment();
        if (assignment == null) {
            return new Node.Print(action.whole());
        }
        return new Node.Assign(single(assignment), assignment.isNew(), action.whole());
    }

    private Node ifNode(ExpressionParser action) throws TemplateException {
        Expression condition = action.whole();
        Body body = body();
        return new Node.If(condition, body.then(), body.otherwise());
    }

    private Node with(ExpressionParser action) throws TemplateException {
        ExpressionParser.Assignment assignment = action.assignment();
        Expression value = action.whole();
        Body body = body();
        String variable = assignment == null ? null : single(assignment);
        return new Node.With(variable, value, body.then(), body.otherwise());
    }

    private Node range(ExpressionParser action) throws TemplateException {
        ExpressionParser.Assignment assignment = action.assignment();
        Expression over = action.whole();
        List<String> names = assignment == null ? List.of() : assignment.names();
        if (names.size() > 2) {
            throw new TemplateException("range takes at most two variables");
        }
        Body body = body();
        String key = names.size() == 2 ? names.getFirst() : null;
        String element = names.isEmpty() ? null : names.getLast();
        return new Node.Range(key, element, over, body.then(), body.otherwise());
    }

    private static String single(ExpressionParser.Assignment assignment) throws TemplateException {
        if (assignment.names().size() != 1) {
            throw new TemplateException("too many variables");
        }
        return assignment.names().getFirst();
    }

    /** Both branches, up to and with the {@code end}. */
    private Body body() throws TemplateException {
        if (++nesting > NESTING_MAX) {
            throw new TemplateException("too many blocks in each other");
        }
        List<Node> then = block();
        ExpressionParser stop = stop();
        List<Node> otherwise = List.of();
        if (stop.take(Kind.WORD, "else")) {
            if (stop.atEnd()) {
                otherwise = block();
                stop = stop();
                if (!stop.take(Kind.WORD, "end")) {
                    throw new TemplateException("want {{end}} after {{else}}");
                }
            } else if (stop.peeks("if") || stop.peeks("with")) {
                otherwise = List.of(node(stop));
            } else {
                throw new TemplateException("want {{else}} or {{else if …}}");
            }
        }
        nesting--;
        return new Body(then, otherwise);
    }

    private ExpressionParser stop() throws TemplateException {
        if (stoppedAt == null) {
            throw new TemplateException("unexpected EOF: an {{end}} is missing");
        }
        ExpressionParser stop = stoppedAt;
        stoppedAt = null;
        return stop;
    }

    private record Body(List<Node> then, List<Node> otherwise) {}
}
