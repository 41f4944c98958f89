package weave.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Columns of text and figures, each as wide as it is declared, so that rows can be streamed. */
public final class Table {
    private record Column(String name, int width, int digits) {}

    private final List<Column> columns = new ArrayList<>();

    /** A column of figures, right-aligned, with this many digits behind the point. */
    public Table figure(String name, int width, int digits) {
        columns.add(new Column(name, Math.max(width, name.length()), digits));
        return this;
    }

    /** A column of text, left-aligned. */
    public Table text(String name, int width) {
        columns.add(new Column(name, Math.max(width, name.length()), -1));
        return this;
    }

    public String head() {
        StringBuilder line = new StringBuilder();
        for (Column column : columns) {
            append(line, column, column.name);
        }
        return line.toString().stripTrailing();
    }

    /** One value a column: a number for figures, anything for text; null leaves it empty. */
    public String row(Object... values) {
        assert values.length == columns.size();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            append(line, columns.get(i), cell(columns.get(i), values[i]));
        }
        return line.toString().stripTrailing();
    }

    private static String cell(Column column, Object value) {
        if (value == null) {
            return "-";
        }
        return column.digits < 0
                ? value.toString()
                : String.format(
                        Locale.ROOT, "%." + column.digits + "f", ((Number) value).doubleValue());
    }

    private static void append(StringBuilder line, Column column, String cell) {
        String alignment = column.digits < 0 ? "-" : "";
        line.append(line.isEmpty() ? "" : "  ");
        line.append(String.format(Locale.ROOT, "%" + alignment + column.width + "s", cell));
    }
}
