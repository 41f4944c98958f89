package weave.tools.weaved;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The process's surroundings: environment variables, and the host's name. */
record Environment(Map<String, String> variables, String hostName) {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    static Environment ofProcess() {
        String hostName;
        try {
            hostName = Files.readString(HOST_NAME).strip();
        } catch (IOException e) {
            hostName = "localhost";
        }
        return new Environment(System.getenv(), hostName);
    }

    /** A variable's value; {@code null} if it is not set or blank. */
    String variable(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value;
    }
}
