package weave.bench.carrier;

import java.util.List;
import weave.bench.lab.Commands;
import weave.bench.lab.Lab;

/** Something that carries frames between the two sides of a {@link Lab}. */
public interface Carrier {
    /** What tables call it. */
    String name();

    /** The programs that it needs, each the name of a command or a path. */
    List<String> programs();

    /** What prints its version, first line first; empty if it is a part of the kernel. */
    default List<String> versionCommand() {
        return List.of();
    }

    /** What ran, for the reader of a result: the first line of {@link #versionCommand}. */
    default String version() {
        List<String> command = versionCommand();
        if (command.isEmpty()) {
            return "Linux " + System.getProperty("os.version");
        }
        Commands.Result result = Commands.run(command);
        return (result.stdout() + "\n" + result.stderr()).strip().lines().findFirst().orElse("?");
    }

    /**
     * Sets it up between two hosts that have nothing but their cable. Traffic need not flow yet
     * when this returns; {@link weave.bench.lab.BenchException} says why it never will.
     */
    Ends up(Lab lab);
}
