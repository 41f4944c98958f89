package weave.tools.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import weave.tools.template.Token.Kind;

/** Reads one action's tokens. */
final class ExpressionParser {
    private static final int DEPTH_MAX = 100;

    private final List<Token> tokens;
    private int at;
    private int depth;

    ExpressionParser(List<Token> tokens) {
        this.tokens = tokens;
        skipSpace();
    }

    boolean atEnd() {
        return at == tokens.size();
    }

    /** Whether this keyword is next. */
    boolean peeks(String word) {
        return !atEnd() && tokens.get(at).is(Kind.WORD, word);
    }

    /** Takes the next token if it is this. */
    boolean take(Kind kind, String text) {
        if (atEnd() || !tokens.get(at).is(kind, text)) {
            return false;
        }
        at++;
        skipSpace();
        return true;
    }

    /** The variables in front of a {@code :=} or {@code =}; takes neither if there is none. */
    Assignment assignment() throws TemplateException {
        int start = at;
        List<String> names = new ArrayList<>();
        do {
            if (atEnd() || tokens.get(at).kind() != Kind.VARIABLE) {
                at = start;
                return null;
            }
            names.add(tokens.get(at++).text());
            skipSpace();
        } while (take(Kind.SIGN, ","));
        boolean isNew = take(Kind.SIGN, ":=");
        if (!isNew && !take(Kind.SIGN, "=")) {
            at = start;
            return null;
        }
        return new Assignment(names, isNew);
    }

    /** Commands joined by bars, up to the end of the action. */
    Expression whole() throws TemplateException {
        Expression pipeline = pipeline();
        if (!atEnd()) {
            throw new TemplateException("unexpected \"" + tokens.get(at).text() + "\"");
        }
        return pipeline;
    }

    private Expression pipeline() throws TemplateException {
        if (++depth > DEPTH_MAX) {
            throw new TemplateException("too many parentheses in each other");
        }
        Expression value = command(null);
        while (take(Kind.SIGN, "|")) {
            value = command(value);
        }
        depth--;
        return value;
    }

    private Expression command(Expression handedOn) throws TemplateException {
        List<Expression> operands = new ArrayList<>();
        String function = null;
        if (!atEnd() && tokens.get(at).kind() == Kind.WORD && !isConstant(tokens.get(at))) {
            function = tokens.get(at++).text();
            if (!Functions.NAMES.contains(function)) {
                throw new TemplateException("function \"" + function + "\" not defined");
            }
            skipSpace();
        }
        while (!atEnd() && !tokens.get(at).is(Kind.SIGN, "|") && !isClosing()) {
            operands.add(operand());
        }
        if (handedOn != null) {
            operands.add(handedOn);
        }
        if (function != null) {
            return new Expression.Call(function, operands);
        }
        if (operands.size() != 1) {
            throw new TemplateException(
                    operands.isEmpty() ? "missing value" : "only a function takes arguments");
        }
        return operands.getFirst();
    }

    private boolean isClosing() {
        return tokens.get(at).is(Kind.SIGN, ")");
    }

    private Expression operand() throws TemplateException {
        Token token = tokens.get(at++);
        Expression operand =
                switch (token.kind()) {
                    case STRING -> new Expression.Constant(token.text());
                    case NUMBER -> new Expression.Constant(number(token.text()));
                    case VARIABLE -> new Expression.Variable(token.text());
                    case WORD -> word(token.text());
                    case FIELD ->
                            token.text().isEmpty()
                                    ? new Expression.Dot()
                                    : new Expression.Field(new Expression.Dot(), token.text());
                    case SIGN -> parenthesis(token);
                    case SPACE -> throw new TemplateException("missing value");
                };
        while (!atEnd()
                && tokens.get(at).kind() == Kind.FIELD
                && !tokens.get(at).text().isEmpty()) {
            operand = new Expression.Field(operand, tokens.get(at++).text());
        }
        skipSpace();
        return operand;
    }

    private Expression parenthesis(Token opening) throws TemplateException {
        if (!opening.text().equals("(")) {
            throw new TemplateException("unexpected \"" + opening.text() + "\"");
        }
        skipSpace();
        Expression inner = pipeline();
        if (atEnd() || !isClosing()) {
            throw new TemplateException("missing )");
        }
        at++;
        return inner;
    }

    private static Expression word(String word) throws TemplateException {
        return switch (word) {
            case "true" -> new Expression.Constant(true);
            case "false" -> new Expression.Constant(false);
            case "nil" -> new Expression.Constant(null);
            default -> {
                if (!Functions.NAMES.contains(word)) {
                    throw new TemplateException("function \"" + word + "\" not defined");
                }
                yield new Expression.Call(word, List.of());
            }
        };
    }

    private static boolean isConstant(Token word) {
        return switch (word.text()) {
            case "true", "false", "nil" -> true;
            default -> false;
        };
    }

    private static Number number(String text) {
        return text.contains(".") ? new BigDecimal(text) : new BigInteger(text);
    }

    private void skipSpace() {
        while (at < tokens.size() && tokens.get(at).kind() == Kind.SPACE) {
            at++;
        }
    }

    /**
     * What stands before a value.
     *
     * @param isNew by {@code :=}
     */
    record Assignment(List<String> names, boolean isNew) {
        Assignment {
            names = List.copyOf(names);
        }
    }
}
