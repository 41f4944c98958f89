package weave.bench.scenario;

/** Work on a burst of frames, all set up. One thread. */
interface Work extends AutoCloseable {
    /** Frames of a burst. */
    int frames();

    /** Works on one burst; the result depends on all of it, so that no compiler leaves any out. */
    long run();

    /** A hash of what the last {@link #run} made: the same for the first burst in every process. */
    int hash();

    @Override
    void close();
}
