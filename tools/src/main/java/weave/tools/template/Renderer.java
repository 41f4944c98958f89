package weave.tools.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Carries a template out once. */
final class Renderer {
    /** A report of 10,000 connections, each with a dozen fields, takes a tenth of it. */
    private static final int STEPS_MAX = 2_000_000;

    private static final int LENGTH_MAX = 64 << 20;

    private final StringBuilder output = new StringBuilder();
    private final Scope top;
    private int steps;

    Renderer(Object value) {
        top = new Scope(null);
        top.values.put("$", value);
    }

    String render(List<Node> nodes) throws TemplateException {
        render(nodes, top.values.get("$"), top);
        return output.toString();
    }

    private void render(List<Node> nodes, Object dot, Scope scope) throws TemplateException {
        for (Node node : nodes) {
            step();
            switch (node) {
                case Node.Text text -> print(text.text());
                case Node.Print print -> print(Values.text(evaluate(print.value(), dot, scope)));
                case Node.Assign assign -> assign(assign, dot, scope);
                case Node.If branch -> {
                    boolean isTrue = Values.isTrue(evaluate(branch.condition(), dot, scope));
                    render(isTrue ? branch.then() : branch.otherwise(), dot, new Scope(scope));
                }
                case Node.With with -> with(with, dot, scope);
                case Node.Range range -> range(range, dot, scope);
            }
        }
    }

    private void assign(Node.Assign assign, Object dot, Scope scope) throws TemplateException {
        Object value = evaluate(assign.value(), dot, scope);
        if (assign.isNew()) {
            scope.values.put(assign.variable(), value);
        } else {
            scope.holder(assign.variable()).values.put(assign.variable(), value);
        }
    }

    private void with(Node.With with, Object dot, Scope scope) throws TemplateException {
        Object value = evaluate(with.value(), dot, scope);
        Scope inner = new Scope(scope);
        if (with.variable() != null) {
            inner.values.put(with.variable(), value);
        }
        if (Values.isTrue(value)) {
            render(with.then(), value, inner);
        } else {
            render(with.otherwise(), dot, inner);
        }
    }

    private void range(Node.Range range, Object dot, Scope scope) throws TemplateException {
        List<Map.Entry<Object, Object>> entries = entries(evaluate(range.over(), dot, scope));
        for (Map.Entry<Object, Object> entry : entries) {
            Scope inner = new Scope(scope);
            if (range.key() != null) {
                inner.values.put(range.key(), entry.getKey());
            }
            if (range.element() != null) {
                inner.values.put(range.element(), entry.getValue());
            }
            render(range.each(), entry.getValue(), inner);
        }
        if (entries.isEmpty()) {
            render(range.otherwise(), dot, new Scope(scope));
        }
    }

    private static List<Map.Entry<Object, Object>> entries(Object value) throws TemplateException {
        List<Map.Entry<Object, Object>> entries = new ArrayList<>();
        switch (value) {
            case null -> {}
            case List<?> list -> {
                for (Object element : list) {
                    BigInteger index = BigInteger.valueOf(entries.size());
                    entries.add(new java.util.AbstractMap.SimpleEntry<>(index, element));
                }
            }
            case Map<?, ?> map ->
                    map.forEach((key, element) ->
                            entries.add(new java.util.AbstractMap.SimpleEntry<>(key, element)));
            default ->
                    throw new TemplateException("range can't iterate over " + Values.text(value));
        }
        return entries;
    }

    private Object evaluate(Expression expression, Object dot, Scope scope)
            throws TemplateException {
        step();
        return switch (expression) {
            case Expression.Constant constant -> constant.value();
            case Expression.Dot _ -> dot;
            case Expression.Variable variable ->
                    scope.holder(variable.name()).values.get(variable.name());
            case Expression.Field field -> {
                Object of = evaluate(field.of(), dot, scope);
                yield Values.field(of, field.name());
            }
            case Expression.Call call -> call(call, dot, scope);
        };
    }

    private Object call(Expression.Call call, Object dot, Scope scope) throws TemplateException {
        List<Object> arguments = new ArrayList<>();
        for (Expression argument : call.arguments()) {
            Object value = evaluate(argument, dot, scope);
            arguments.add(value);
            if (Functions.isDecided(call.function(), value)) {
                break;
            }
        }
        return Functions.call(call.function(), arguments);
    }

    private void print(String text) throws TemplateException {
        output.append(text);
        if (output.length() > LENGTH_MAX) {
            throw new TemplateException("the output is too long");
        }
    }

    private void step() throws TemplateException {
        if (++steps > STEPS_MAX) {
            throw new TemplateException("the template takes too long");
        }
    }

    /** The variables of a block; those of the blocks around it are seen, too. */
    private static final class Scope {
        private final Scope around;
        private final Map<String, Object> values = new HashMap<>();

        Scope(Scope around) {
            this.around = around;
        }

        Scope holder(String name) throws TemplateException {
            for (Scope scope = this; scope != null; scope = scope.around) {
                if (scope.values.containsKey(name)) {
                    return scope;
                }
            }
            throw new TemplateException("undefined variable \"" + name + "\"");
        }
    }
}
