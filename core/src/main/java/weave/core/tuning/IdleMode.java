package weave.core.tuning;

/** What an agent does while there is nothing to do. */
public enum IdleMode {
    /** Looks again a few times, then sleeps in the kernel: an idle daemon uses no CPU. */
    BLOCK,

    /** Never sleeps, but lets every other thread that wants the core go first. */
    YIELD,

    /** Never sleeps: the least latency, at the price of a core per thread. For bare metal. */
    SPIN
}
