package weave.core.conductor;

/** A connection of one of the overlays in the conductor's hands; on its thread only. */
interface Conducted {
    /** Never used twice in the life of a process. */
    int id();

    /** When {@link #onTimer} has something to do; in the past if at once. */
    long deadlineNanos();

    /** Does what is due. */
    void onTimer(long nowNanos);
}
