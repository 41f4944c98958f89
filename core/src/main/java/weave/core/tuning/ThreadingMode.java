package weave.core.tuning;

/** How the agents that move frames share threads. The conductor always has one of its own. */
public enum ThreadingMode {
    /** Egress and ingress on one thread: best where cores are few. */
    SHARED,

    /** A thread for each. */
    DEDICATED;

    /** Cores from which two busy threads do not take the containers' own. */
    private static final int CORES_MIN = 4;

    /** What suits this machine. */
    public static ThreadingMode suited() {
        return Runtime.getRuntime().availableProcessors() < CORES_MIN ? SHARED : DEDICATED;
    }
}
