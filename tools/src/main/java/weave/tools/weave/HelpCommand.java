package weave.tools.weave;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weave help}. */
@Command(
        name = "help",
        description = "Shows this, or how to use one command.",
        footer = {"", "Examples:", "  weave help", "  weave help attach"})
final class HelpCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "<command>", description = "The command.")
    private String command;

    @Override
    public void run() {
        CommandLine weave = spec.parent().commandLine();
        CommandLine shown = command == null ? weave : weave.getSubcommands().get(command);
        if (shown == null) {
            throw new ParameterException(
                    weave, "unknown command '" + command + "'; see weave help");
        }
        shown.usage(spec.commandLine().getOut());
    }
}
