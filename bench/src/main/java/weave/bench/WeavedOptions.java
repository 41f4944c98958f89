package weave.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import weave.bench.carrier.Carrier;
import weave.bench.carrier.Weaved;

/** Which weaved is measured, and how it is started. */
final class WeavedOptions {
    /** In user space alone. */
    static final String SLEEVE = "weaved=--datapath=sleeve";

    /** In the kernel, with the MTU that a VXLAN device made by hand gets on a cable of 1500. */
    static final String VXLAN = "vxlan=--datapath=vxlan --mtu=1450";

    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin private WeavedProgram weaved;

    @Option(
            names = "--variant",
            paramLabel = "<name>=<flags>",
            description =
                    "A way to start it, with flags of weaved that blanks separate; may be given"
                            + " several times. [weaved=--datapath=sleeve, and for compare"
                            + " vxlan=--datapath=vxlan --mtu=1450]")
    private List<String> variants = List.of();

    /**
     * One carrier a variant.
     *
     * @param defaults if none was given
     */
    List<Carrier> carriers(String... defaults) {
        String program = weaved.path();
        List<Carrier> carriers = new ArrayList<>();
        for (String variant : variants.isEmpty() ? List.of(defaults) : variants) {
            String flags = value(variant, "--variant");
            carriers.add(new Weaved(name(variant, "--variant"), program, flags(flags)));
        }
        return carriers;
    }

    /** Flags that blanks separate. */
    static List<String> flags(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split(" +"));
    }

    /** What comes before the first equals sign of {@code name=value}. */
    String name(String assignment, String option) {
        int end = assignment.indexOf('=');
        if (end < 0 || !NAMES.matcher(assignment.substring(0, end)).matches()) {
            throw new ParameterException(
                    command.commandLine(),
                    option
                            + ": want <name>=..., the name of letters, digits, dots and dashes, got"
                            + " "
                            + assignment);
        }
        return assignment.substring(0, end);
    }

    /** What comes behind it. */
    String value(String assignment, String option) {
        return assignment.substring(name(assignment, option).length() + 1);
    }
}
