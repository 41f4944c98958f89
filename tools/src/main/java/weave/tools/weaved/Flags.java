package weave.tools.weaved;

import java.util.List;
import java.util.StringJoiner;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line of weaved, parsed: the options, and which flags were given. */
public final class Flags {
    private static final String PASSWORD = "--password";

    private final WeavedOptions options;
    private final ParseResult result;

    private Flags(WeavedOptions options, ParseResult result) {
        this.options = options;
        this.result = result;
    }

    /**
     * @throws UsageException if a flag is unknown or has no value
     */
    static Flags parse(String... arguments) {
        WeavedOptions options = new WeavedOptions();
        try {
            return new Flags(options, commandLine(options).parseArgs(arguments));
        } catch (MissingParameterException e) {
            throw new UsageException(valueMissing(e) + "; see weaved --help");
        } catch (ParameterException e) {
            throw new UsageException(
                    e.getMessage().replaceAll("\\s*[\r\n]+\\s*", " ") + "; see weaved --help");
        }
    }

    private static String valueMissing(MissingParameterException e) {
        return e.getMissing().getFirst() instanceof OptionSpec option
                ? option.names()[0] + ": want " + option.paramLabel()
                : e.getMessage();
    }

    /** What there is to be given. */
    public static CommandSpec spec() {
        return commandLine(new WeavedOptions()).getCommandSpec();
    }

    static String usage() {
        return commandLine(new WeavedOptions()).getUsageMessage();
    }

    private static CommandLine commandLine(WeavedOptions options) {
        // As in the original, the last of a repeated flag counts, and lists add up.
        return new CommandLine(options).setOverwrittenOptionsAllowed(true);
    }

    WeavedOptions options() {
        return options;
    }

    /** What was given, for the log: sorted by flag, the password left out. */
    String text(boolean encrypted) {
        TreeMap<String, String> given = new TreeMap<>();
        for (OptionSpec option : result.matchedOptions()) {
            given.put(option.longestName(), String.join(",", option.stringValues()));
        }
        if (!options.positionalPeers.isEmpty()) {
            given.merge(
                    "--peers", String.join(",", options.positionalPeers), (a, b) -> a + "," + b);
        }
        if (encrypted) {
            given.put(PASSWORD, "<redacted>");
        }
        StringJoiner text = new StringJoiner(" ", "map[", "]");
        given.forEach((name, value) -> text.add(name.substring(2) + ":" + value));
        return text.toString();
    }

    /** A line for each of Weave Net's services that was asked for and is not here. */
    List<String> ignored() {
        return AbsentServices.named(result.originalArgs());
    }
}
