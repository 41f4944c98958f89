package weave.bench.carrier;

import java.util.List;
import weave.bench.lab.Lab;

/** Something that carries frames between the two sides of a {@link Lab}. */
public interface Carrier {
    /** What tables call it. */
    String name();

    /** The programs that it needs, each the name of a command or a path. */
    List<String> programs();

    /**
     * Sets it up between two hosts that have nothing but their cable. Traffic need not flow yet
     * when this returns; {@link weave.bench.lab.BenchException} says why it never will.
     */
    Ends up(Lab lab);
}
