package weave.testkit;

/** The seed of a random test: new every time and printed, or the one in {@code -Dtest.seed=…}. */
public final class Seed {
    private Seed() {}

    public static long next(Class<?> test) {
        Long given = Long.getLong("test.seed");
        long seed = given != null ? given : System.nanoTime() ^ 0x5DEECE66DL;
        System.out.println(test.getSimpleName() + ": -Dtest.seed=" + seed);
        return seed;
    }
}
