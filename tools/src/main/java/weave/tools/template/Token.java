package weave.tools.template;

/**
 * A piece of an action.
 *
 * @param text as written; of a string what it stands for
 */
record Token(Kind kind, String text) {
    /** What it is. */
    enum Kind {
        /** {@code if}, {@code len}: a keyword or the name of a function. */
        WORD,
        /** {@code .Name}, one step; {@code .} alone has the text "". */
        FIELD,
        /** {@code $} or {@code $name}, with its dollar. */
        VARIABLE,
        STRING,
        NUMBER,
        /** One of {@code ( ) | , := =}. */
        SIGN,
        /** Blanks between arguments: {@code .A .B} is two, {@code .A.B} one. */
        SPACE
    }

    boolean is(Kind wanted, String wantedText) {
        return kind == wanted && text.equals(wantedText);
    }
}
