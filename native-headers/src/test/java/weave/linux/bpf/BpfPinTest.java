package weave.linux.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_HASH;
import static weave.linux.bpf.BpfConstants.BPF_PROG_TYPE_XDP;
import static weave.linux.bpf.BpfConstants.XDP_PASS;
import static weave.linux.bpf.Register.R0;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** What is pinned is there after its descriptor is closed. */
@Privileged
@Timeout(60)
class BpfPinTest {
    private static final int LOOPBACK_INDEX = 1;

    @TempDir private Path directory;

    @BeforeEach
    void mount() throws Exception {
        run("mount", "-t", "bpf", "bpf", directory.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", directory.toString());
    }

    @Test
    void shouldBeTheSameWhenOpenedByPath() throws Exception {
        BpfMapDescription map;
        BpfProgramDescription program;
        int linkId;
        try (NetworkNamespace host = NetworkNamespace.create("pin")) {
            try (BpfMap pinned = BpfMap.create("weavetest_pin", BPF_MAP_TYPE_HASH, 4, 4, 1);
                    BpfProgram loaded =
                            BpfProgram.load(
                                    "weavetest_pin",
                                    BPF_PROG_TYPE_XDP,
                                    new BpfAssembler().mov(R0, XDP_PASS).exit().assemble());
                    BpfLink link = host.call(() -> BpfLink.attachXdp(loaded, LOOPBACK_INDEX, 0))) {
                pinned.pin(directory.resolve("map"));
                loaded.pin(directory.resolve("program"));
                link.pin(directory.resolve("link"));
                map = pinned.description();
                program = loaded.description();
                linkId = link.description().id();
            }
            try (BpfMap pinned = BpfMap.ofPath(directory.resolve("map"));
                    BpfProgram loaded = BpfProgram.ofPath(directory.resolve("program"));
                    BpfProgram same = BpfProgram.ofId(program.id());
                    BpfLink link = BpfLink.ofPath(directory.resolve("link"))) {
                assertEquals(map, pinned.description());
                assertEquals(program, loaded.description());
                assertEquals(program, same.description());
                assertEquals(linkId, link.description().id());
                assertEquals(program.id(), link.description().programId());
            }
            for (String name : new String[] {"link", "program", "map"}) {
                Files.delete(directory.resolve(name));
            }
        }
    }

    @Test
    void shouldSayWhereWhenThereIsNothing() {
        Path nowhere = directory.resolve("nothing");

        LinuxException refused = assertThrows(LinuxException.class, () -> BpfMap.ofPath(nowhere));

        assertEquals(Errno.ENOENT, refused.errno());
        assertTrue(refused.getMessage().contains(nowhere.toString()), refused.getMessage());
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
