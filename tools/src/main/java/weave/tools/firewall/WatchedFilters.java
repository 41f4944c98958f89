package weave.tools.firewall;

/** What of the packet filter a fast way of frames depends on; what {@link FilterWatch} looks at. */
interface WatchedFilters {
    /** How {@link #reason} begins if it could not be found out; it is asked for again soon. */
    String UNREADABLE = "what filters there cannot be read: ";

    /** Who filters, in an operator's words; empty if nobody does. */
    String reason();

    /**
     * Stays the same as long as {@link #reason} does, but for what {@link #hasUnmarked} tells.
     *
     * @param rules {@link RulesMark#now}
     */
    long mark(long rules);

    /** Whether there are rules of a kind of which no mark tells that somebody changes them. */
    boolean hasUnmarked();
}
