package weave.tools.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts what stands between {@code &#123;&#123;} and {@code &#125;&#125;} into tokens. */
final class ActionLexer {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?<space>\\s+)"
                            + "|(?<field>\\.[\\p{L}_][\\p{L}\\p{N}_]*|\\.)"
                            + "|(?<variable>\\$[\\p{L}\\p{N}_]*)"
                            + "|(?<number>[+-]?[0-9]+(?:\\.[0-9]+)?)"
                            + "|(?<word>[\\p{L}_][\\p{L}\\p{N}_]*)"
                            + "|(?<quoted>\"(?:[^\"\\\\\\n]|\\\\.)*+\")"
                            + "|(?<raw>`[^`]*+`)"
                            + "|(?<sign>:=|[()|,=])");

    private ActionLexer() {}

    static List<Token> tokens(String action) throws TemplateException {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(action);
        int at = 0;
        while (at < action.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new TemplateException("unexpected \"" + action.substring(at) + "\"");
            }
            tokens.add(token(matcher));
            at = matcher.end();
        }
        return tokens;
    }

    private static Token token(Matcher matcher) throws TemplateException {
        String text = matcher.group();
        if (matcher.group("space") != null) {
            return new Token(Token.Kind.SPACE, " ");
        } else if (matcher.group("field") != null) {
            return new Token(Token.Kind.FIELD, text.substring(1));
        } else if (matcher.group("variable") != null) {
            return new Token(Token.Kind.VARIABLE, text);
        } else if (matcher.group("number") != null) {
            return new Token(Token.Kind.NUMBER, text);
        } else if (matcher.group("word") != null) {
            return new Token(Token.Kind.WORD, text);
        } else if (matcher.group("quoted") != null) {
            return new Token(Token.Kind.STRING, unescaped(text.substring(1, text.length() - 1)));
        } else if (matcher.group("raw") != null) {
            return new Token(Token.Kind.STRING, text.substring(1, text.length() - 1));
        }
        return new Token(Token.Kind.SIGN, text);
    }

    private static String unescaped(String quoted) throws TemplateException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c == '\\') {
                i++;
                c = escaped(quoted.charAt(i));
            }
            text.append(c);
        }
        return text.toString();
    }

    private static char escaped(char letter) throws TemplateException {
        return switch (letter) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '"', '\\', '\'' -> letter;
            default -> throw new TemplateException("unknown escape \\" + letter);
        };
    }
}
