package weave.tools.weave;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weave report}. */
@Command(
        name = "report",
        description = "Shows everything the daemon knows, in JSON or by a template.",
        footer = {
            "",
            "Templates have the syntax of Go's text/template, as docker's have. Known are fields,",
            "variables, pipelines, if, with, range, and the functions json, len, index, printf,",
            "print, println, eq, ne, lt, le, gt, ge, and, or, not.",
            "",
            "Examples:",
            "  weave report",
            "  weave report -f '{{.Router.Name}}'",
            "  weave report -f '{{range .Router.Connections}}{{.Address}}"
                    + " {{.State}}{{\"\\n\"}}{{end}}'",
            "  weave report -f '{{json .Router.Targets}}'"
        })
final class ReportCommand implements Callable<Integer> {
    private static final String JSON = "json";

    @ParentCommand private Weave weave;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "<template>",
            description = "How to print it: a template, or json. [json]")
    private String format = JSON;

    @Override
    public Integer call() throws IOException {
        return weave.print(
                format.equals(JSON) ? weave.client().report() : weave.client().report(format));
    }
}
