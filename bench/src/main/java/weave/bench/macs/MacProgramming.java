package weave.bench.macs;

/** A way to tell the kernel where MAC addresses live, in a network namespace of its own. */
interface MacProgramming extends AutoCloseable {
    /** What its figures are called. */
    String name();

    /** Begins without any. */
    void prepare();

    /** Tells it that many addresses of one peer. */
    void program(int addresses);

    /** How many the kernel knows now. */
    int count();

    /** Ends what {@link #prepare} began, with all that the kernel was told. */
    void discard();

    @Override
    void close();

    /** One of many addresses, as a number of 48 bits: unicast, locally administered. */
    static long address(int number) {
        return 0x02_0000_0000_00L + number;
    }
}
