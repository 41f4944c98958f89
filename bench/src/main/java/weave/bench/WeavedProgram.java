package weave.bench;

import java.net.URISyntaxException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import weave.bench.lab.Commands;

/** Which weaved is measured. */
final class WeavedProgram {
    private static final String NAME = "weaved";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--weaved",
            paramLabel = "<path>",
            description = "The daemon to measure. [the one beside this program]")
    private String weaved;

    /** Its path. */
    String path() {
        String path = weaved != null ? weaved : beside();
        if (!Commands.exists(path)) {
            throw new ParameterException(command.commandLine(), "--weaved: no program " + path);
        }
        return path.contains("/") ? Path.of(path).toAbsolutePath().toString() : path;
    }

    /** In a distribution bin/ lies beside lib/, where this class is. */
    private static String beside() {
        try {
            Path library =
                    Path.of(
                            WeavedProgram.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return library.getParent().resolveSibling("bin").resolve(NAME).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
