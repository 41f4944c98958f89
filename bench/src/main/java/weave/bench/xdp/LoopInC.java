package weave.bench.xdp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import weave.bench.lab.BenchException;
import weave.bench.lab.CCompiler;
import weave.xdp.socket.CopyMode;

/** The same loop in C, compiled here; one process a queue. */
final class LoopInC {
    private static final String PROGRAM = "xdp_loop";

    private final Path program;

    LoopInC() {
        Path folder;
        try {
            folder = Files.createTempDirectory("weavebench-xdp");
        } catch (IOException e) {
            throw new BenchException("no temporary folder: " + e.getMessage());
        }
        // Also when somebody interrupts, in the reverse order.
        folder.toFile().deleteOnExit();
        folder.resolve(PROGRAM + ".c").toFile().deleteOnExit();
        folder.resolve(PROGRAM).toFile().deleteOnExit();
        program = compile(folder);
    }

    /** Leaves source and program in a folder; the compiler may say nothing. */
    static Path compile(Path folder) {
        return CCompiler.compile(LoopInC.class, PROGRAM, folder);
    }

    QueueRun.Result run(XdpBed bed, XdpRace.Plan plan, XdpTask task, int queue, int processor) {
        String said =
                bed.output(
                        List.of(
                                program.toString(),
                                task.label(),
                                bed.device(),
                                Integer.toString(queue),
                                Integer.toString(task.receives() ? bed.mapId() : 0),
                                mode(plan.copyMode()),
                                Integer.toString(plan.length()),
                                Integer.toString(processor),
                                Double.toString(plan.seconds()),
                                plan.hugePages() ? "huge" : "small",
                                plan.pollsBusily() ? "busy" : "interrupts"));
        String[] words = said.strip().split(" ");
        return new QueueRun.Result(Long.parseLong(words[0]), Long.parseLong(words[1]), 0);
    }

    private static String mode(CopyMode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
