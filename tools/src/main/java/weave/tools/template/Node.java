package weave.tools.template;

import java.util.List;

/** A piece of a template. */
sealed interface Node {
    /** Stands for itself. */
    record Text(String text) implements Node {}

    /** Prints a value. */
    record Print(Expression value) implements Node {}

    /** {@code $name := value} and {@code $name = value}. */
    record Assign(String variable, boolean isNew, Expression value) implements Node {}

    /** {@code if}. */
    record If(Expression condition, List<Node> then, List<Node> otherwise) implements Node {
        public If {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }

    /**
     * {@code with}.
     *
     * @param variable also named so; {@code null} if not
     */
    record With(String variable, Expression value, List<Node> then, List<Node> otherwise)
            implements Node {
        public With {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }

    /**
     * {@code range}.
     *
     * @param key the variable for index or key; {@code null} if not asked for
     * @param element the variable for the element; {@code null} if not asked for
     */
    record Range(String key, String element, Expression over, List<Node> each, List<Node> otherwise)
            implements Node {
        public Range {
            each = List.copyOf(each);
            otherwise = List.copyOf(otherwise);
        }
    }
}
