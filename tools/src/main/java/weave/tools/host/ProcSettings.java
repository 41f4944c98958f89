package weave.tools.host;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kernel settings below {@code /proc/sys}, which belong to the process's network namespace. */
final class ProcSettings {
    private static final Logger LOG = System.getLogger("weaved.host");
    private static final Path ROOT = Path.of("/proc/sys");

    private ProcSettings() {}

    /** Sets one where it exists and may be written; in a container it often may not. */
    static void set(String name, String value) {
        Path file = ROOT.resolve(name);
        if (!Files.exists(file)) {
            return;
        }
        try {
            Files.writeString(file, value);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} stays as it is: {1}", file, FileTrouble.reason(e));
        }
    }
}
