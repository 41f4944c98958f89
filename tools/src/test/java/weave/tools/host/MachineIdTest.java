package weave.tools.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineIdTest {
    @TempDir private Path root;

    @Test
    void shouldBeUnknownWhenThereIsNoFile() {
        assertFalse(MachineId.read(root).isKnown());
    }

    @Test
    void shouldFallBackWhenAFileIsMissing() throws IOException {
        write("var/lib/dbus/machine-id", "dbus\n");
        write("sys/hypervisor/uuid", "xen\n");
        assertEquals("dbus\n", text(MachineId.read(root).machine()));
        assertEquals("xen\n", text(MachineId.read(root).system()));
        write("etc/machine-id", "etc\n");
        write("sys/class/dmi/id/product_uuid", "dmi\n");
        assertEquals("etc\n", text(MachineId.read(root).machine()));
        assertEquals("dmi\n", text(MachineId.read(root).system()));
        assertTrue(MachineId.read(root).isKnown());
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
