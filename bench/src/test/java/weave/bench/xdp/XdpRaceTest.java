package weave.bench.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weave.bench.compare.Figure;
import weave.bench.lab.Commands;
import weave.bench.lab.Namespace;
import weave.testkit.Privileged;
import weave.xdp.program.XdpMode;
import weave.xdp.socket.CopyMode;

class XdpRaceTest {
    @Test
    void shouldCompileWithoutAWarning(@TempDir Path folder) {
        LoopInC.compile(folder);
        String strict = "cc -std=gnu11 -O2 -Wall -Wextra -Werror -o checked";
        String said =
                Commands.output("sh", "-c", "cd " + folder + " && " + strict + " xdp_loop.c 2>&1");
        assertEquals("", said);
    }

    @ParameterizedTest
    @CsvSource({"DRIVER,1,64", "DRIVER,2,1000", "GENERIC,1,64", "DRIVER,1,9014"})
    @Privileged
    void shouldMoveFramesByBothInEveryTaskAndLeaveNothing(XdpMode mode, int queues, int length) {
        List<XdpTask> tasks = List.of(XdpTask.values());
        boolean withOverlay = length <= XdpRace.Plan.OVERLAY_LENGTH_MAX;
        XdpRace.Outcome outcome =
                XdpRace.run(
                        new XdpRace.Plan(
                                tasks,
                                null,
                                mode,
                                queues == 2 ? Redirection.OVERLAY : Redirection.ALL,
                                CopyMode.COPY,
                                queues == 2,
                                queues == 2,
                                queues,
                                length,
                                0.1,
                                withOverlay,
                                0,
                                2),
                        _ -> {});
        String way = mode == XdpMode.DRIVER ? "driver" : "generic";
        String where = "veth pair, XDP " + way + ", copied";
        assertTrue(outcome.where().startsWith(where), outcome.where());
        assertEquals(tasks.size() + (withOverlay ? 1 : 0), outcome.times().size());
        int figuresOfEach = queues == 1 ? 3 : 3 + 2 * queues;
        int figuresOfOverlay = withOverlay ? 4 : 0;
        assertEquals(figuresOfEach * tasks.size() + figuresOfOverlay, outcome.figures().size());
        for (Figure figure : outcome.figures()) {
            boolean isRate = figure.unit().equals("Mframe/s");
            assertTrue(!isRate || figure.spread().highest() > 0.001, figure.toString());
            assertEquals(2, figure.values().size());
        }
        String own = Namespace.PREFIX + ProcessHandle.current().pid() + "-";
        assertFalse(Commands.output("ip", "netns", "list").contains(own));
    }
}
