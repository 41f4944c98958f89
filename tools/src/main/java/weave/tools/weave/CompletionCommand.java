package weave.tools.weave;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import weave.tools.weaved.Flags;

/** {@code weave completion}. */
@Command(
        name = "completion",
        description =
                "Prints a script that has a shell complete commands, options, peers, containers and"
                        + " names.",
        footer = {
            "",
            "Examples:",
            "  source <(weave completion bash)       # in ~/.bashrc",
            "  source <(weave completion zsh)        # in ~/.zshrc",
            "  weave completion bash > /usr/share/bash-completion/completions/weave"
        })
final class CompletionCommand implements Callable<Integer> {
    private static final List<String> SHELLS = List.of("bash", "zsh");

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private String shell;

    @Override
    public Integer call() {
        if (!SHELLS.contains(shell)) {
            throw new ParameterException(
                    spec.commandLine(), "completion: '" + shell + "': want bash or zsh");
        }
        CommandLine weave = spec.parent().commandLine();
        // In zsh the script switches the shell's own bash emulation on by itself.
        spec.commandLine().getOut().print(CompletionScript.of(weave, Flags.spec()));
        return Weave.OK;
    }
}
