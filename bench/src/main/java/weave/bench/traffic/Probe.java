package weave.bench.traffic;

import weave.bench.carrier.Ends;

/** One kind of measurement; takes one or more figures. */
public interface Probe {
    /** What the command line calls it. */
    String name();

    /** About how long it takes, in seconds. */
    double seconds();

    /** Whether it has all it needs by now. */
    default boolean isReady() {
        return true;
    }

    /**
     * Measures once.
     *
     * @throws weave.bench.lab.BenchException if no figure came out
     */
    void measure(Ends ends, Daemons daemons, Figures into);
}
