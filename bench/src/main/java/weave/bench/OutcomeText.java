package weave.bench;

import java.io.PrintWriter;
import weave.bench.compare.Figure;
import weave.bench.compare.Outcome;
import weave.bench.compare.Ratio;
import weave.bench.compare.Spread;
import weave.bench.report.Table;

/** A comparison for people: the ratios first. */
final class OutcomeText {
    private static final Table RATIOS =
            new Table()
                    .text("ours / reference", 32)
                    .text("metric", 17)
                    .figure("ratio", 8, 3)
                    .figure("low", 8, 3)
                    .figure("high", 8, 3)
                    .figure("pairs", 5, 0)
                    .text("better", 6);
    private static final Table FIGURES =
            new Table()
                    .text("carrier", 18)
                    .text("metric", 17)
                    .figure("median", 10, 3)
                    .figure("low", 10, 3)
                    .figure("high", 10, 3)
                    .figure("rounds", 6, 0)
                    .text("unit", 6);

    private OutcomeText() {}

    static void print(Outcome outcome, PrintWriter out) {
        if (!outcome.ratios().isEmpty()) {
            out.println(RATIOS.head());
            outcome.ratios().forEach(ratio -> out.println(row(ratio)));
            out.println();
        }
        printFigures(outcome, out);
    }

    /** Without the ratios. */
    static void printFigures(Outcome outcome, PrintWriter out) {
        out.println(FIGURES.head());
        outcome.figures().forEach(figure -> out.println(row(figure)));
        out.println();
        out.println(
                "low and high: the median lies between them with 95 %, from 6 rounds on;"
                        + " fewer give lowest and highest");
        outcome.versions().forEach((carrier, version) -> out.println(carrier + ": " + version));
        out.println("TCP by " + outcome.tcpTool() + "; UDP lengths are payloads in bytes");
        outcome.notes().forEach(note -> out.println("note: " + note));
    }

    private static String row(Ratio ratio) {
        Spread spread = ratio.spread();
        return RATIOS.row(
                ratio.ours() + " / " + ratio.reference(),
                ratio.metric(),
                spread.median(),
                spread.low(),
                spread.high(),
                spread.count(),
                ratio.better());
    }

    private static String row(Figure figure) {
        Spread spread = figure.spread();
        return FIGURES.row(
                figure.carrier(),
                figure.metric(),
                spread.median(),
                spread.low(),
                spread.high(),
                spread.count(),
                figure.unit());
    }
}
