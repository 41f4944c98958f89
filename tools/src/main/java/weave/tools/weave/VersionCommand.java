package weave.tools.weave;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import weave.tools.report.Version;

/** {@code weave version}: of this command and, if one is running, of the daemon. */
@Command(
        name = "version",
        description = "Shows the versions of this command and of the daemon.",
        footer = {
            "",
            "Examples:",
            "  weave version",
            "  weave --http-addr=/run/weaved.sock version"
        })
final class VersionCommand implements Callable<Integer> {
    private static final Pattern DAEMON = Pattern.compile("\"Version\": \"([^\"]*)\"");

    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        print(weave, spec.commandLine().getOut());
        return Weave.OK;
    }

    static void print(Weave weave, PrintWriter out) {
        out.println("weave " + Version.current());
        try {
            Matcher daemon = DAEMON.matcher(weave.client().report().body());
            if (daemon.find()) {
                out.println("weaved " + daemon.group(1));
            }
        } catch (IOException _) {
            out.println("weaved does not answer at " + weave.address());
        }
    }
}
