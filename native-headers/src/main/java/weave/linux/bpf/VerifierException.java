package weave.linux.bpf;

import java.util.List;
import weave.linux.LinuxException;

/**
 * The kernel finds fault with a program. The message has the reason; {@link #log} has the
 * instructions that led there.
 */
public final class VerifierException extends LinuxException {
    private static final long serialVersionUID = 1;
    private static final int LINES_MAX = 40;

    private final String log;

    VerifierException(String operation, int errno, String log) {
        super(operation, errno, reason(log));
        List<String> lines = log.lines().toList();
        this.log =
                String.join(
                        "\n", lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size()));
    }

    /** The last lines of what the verifier said. */
    public String log() {
        return log;
    }

    /** The last line that is no statistics. */
    private static String reason(String log) {
        List<String> lines =
                log.lines()
                        .filter(line -> !line.isBlank())
                        .filter(line -> !line.startsWith("processed "))
                        .filter(line -> !line.startsWith("verification time "))
                        .filter(line -> !line.startsWith("stack depth "))
                        .toList();
        return lines.isEmpty() ? "the verifier does not say why" : lines.getLast();
    }
}
