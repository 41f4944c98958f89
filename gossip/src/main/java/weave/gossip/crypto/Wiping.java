package weave.gossip.crypto;

import java.lang.ref.Cleaner;

/** Wipes secrets when nobody can use them any more, on a thread of its own. */
final class Wiping {
    private static final Cleaner CLEANER = Cleaner.create();

    private Wiping() {}

    /**
     * @param owner who uses the secret, through all of its life
     * @param wipe must not refer to {@code owner}
     */
    static void after(Object owner, Runnable wipe) {
        CLEANER.register(owner, wipe);
    }
}
