package weave.gossip.topology;

/** A hash of 64 bits, the same at every peer. Tells faults apart, not enemies. */
public final class Mixing {
    private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

    private Mixing() {}

    /** Every bit of both has its say in every bit of the result. */
    public static long mix(long hash, long value) {
        long mixed = (hash ^ value) * ODD;
        mixed ^= mixed >>> 32;
        mixed *= ODD;
        mixed ^= mixed >>> 29;
        mixed *= ODD;
        return mixed ^ mixed >>> 32;
    }

    static long mix(long hash, String text) {
        long mixed = mix(hash, text.length());
        for (int i = 0; i < text.length(); i++) {
            mixed = mix(mixed, text.charAt(i));
        }
        return mixed;
    }
}
