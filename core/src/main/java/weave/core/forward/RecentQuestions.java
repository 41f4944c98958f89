package weave.core.forward;

/**
 * Who has asked for which address lately. Who asks again was not helped by the answer, if it got
 * one. One thread's; a slot that two questions share remembers the later one.
 */
public final class RecentQuestions {
    private static final int SLOTS = 1024;
    private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

    private final long[] questions = new long[SLOTS];
    private final long[] askedNanos = new long[SLOTS];
    private final long ageNanosMax;

    /**
     * @param ageNanosMax how long a question is remembered
     */
    public RecentQuestions(long ageNanosMax) {
        this.ageNanosMax = ageNanosMax;
    }

    /** Remembers a question; returns whether it was asked before. IPv4 addresses as numbers. */
    public boolean isRepeated(long askerIp, long targetIp, long nowNanos) {
        long question = askerIp << Integer.SIZE | targetIp;
        int slot = (int) (question * ODD >>> 32) & SLOTS - 1;
        boolean isRepeated =
                questions[slot] == question && nowNanos - askedNanos[slot] <= ageNanosMax;
        questions[slot] = question;
        askedNanos[slot] = nowNanos;
        return isRepeated;
    }
}
