package weave.tools.template;

import java.util.List;

/** What an action computes. */
sealed interface Expression {
    /** A string, a number, true, false or nil. */
    record Constant(Object value) implements Expression {}

    /** The value at hand, {@code .} */
    record Dot() implements Expression {}

    /** {@code $name}; {@code $} is the whole report. */
    record Variable(String name) implements Expression {}

    /** {@code of.Name}. */
    record Field(Expression of, String name) implements Expression {}

    /** {@code function argument…}; what a pipeline hands on is the last argument. */
    record Call(String function, List<Expression> arguments) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }
}
