package weave.bench.xdp;

/** What a queue's thread does over and over. Allocates nothing. */
interface QueueWork {
    /** At most a batch of frames. */
    int BATCH = 64;

    /** Whether what it is about has begun; measured is only what comes then. */
    default boolean isUnderWay() {
        return true;
    }

    /** Does what there is to do: how many frames were moved. */
    int turn();
}
