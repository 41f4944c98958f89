package weave.tools.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What tells this machine from others, across restarts: bytes as the files hold them, newlines
 * included.
 *
 * @param machine contents of the machine-id file; empty if there is none
 * @param system contents of the firmware's UUID; empty if there is none, or not for us to read
 */
public record MachineId(byte[] machine, byte[] system) {
    private static final List<String> MACHINE =
            List.of("etc/machine-id", "var/lib/dbus/machine-id");
    private static final List<String> SYSTEM =
            List.of("sys/class/dmi/id/product_uuid", "sys/hypervisor/uuid");

    /** Reads them below {@code root}. */
    public static MachineId read(Path root) {
        return new MachineId(first(root, MACHINE), first(root, SYSTEM));
    }

    /** Whether there is anything to tell machines apart. */
    public boolean isKnown() {
        return machine.length + system.length > 0;
    }

    private static byte[] first(Path root, List<String> files) {
        for (String file : files) {
            try {
                return Files.readAllBytes(root.resolve(file));
            } catch (IOException _) {
                // Not there, or not for us to read; the next one may be.
            }
        }
        return new byte[0];
    }
}
