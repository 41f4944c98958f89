package weave.core.fastdp;

/**
 * A kernel that encrypts VXLAN between hosts by ESP in transport mode. From the first {@link
 * #receive} of a path to its {@link #close(EspPath)}, VXLAN in clear is neither sent on it nor
 * taken.
 *
 * <p>All methods but {@link #trouble} are called on one thread, and may wait for the kernel.
 */
public interface EspKernel extends AutoCloseable {
    /**
     * The mark of packets that are to be, or were, encrypted; Weave Net's, which others' rules may
     * know.
     */
    int MARK = 0x20000;

    /** Why it can encrypt nothing; empty if it can. Any thread. */
    String trouble();

    /**
     * Begins to receive under a further key.
     *
     * @param key of {@link weave.core.overlay.EspKeys#KEY_LENGTH} bytes, not kept
     * @return the SPI that the sender shall use with it
     */
    int receive(EspPath path, byte[] key) throws EspException;

    /** How many packets the sender has numbered under that SPI, as far as they arrived. */
    long arrived(EspPath path, int spi) throws EspException;

    /** Receives nothing more under that SPI. */
    void stopReceiving(EspPath path, int spi);

    /**
     * Sends under this key from now on.
     *
     * @param key of {@link weave.core.overlay.EspKeys#KEY_LENGTH} bytes, not kept
     */
    void send(EspPath path, int spi, byte[] key) throws EspException;

    /** What was sent under that SPI has left; it is not the one that is sent under now. */
    void stopSending(EspPath path, int spi);

    /** Takes all away that belongs to a path. Harmless if there is nothing. */
    void close(EspPath path);

    /** Whatever a predecessor of this process has left, for paths to go on meanwhile, goes. */
    void dropPredecessors();

    /** Mends what others may have changed; called every few seconds. */
    void look();

    /** What is in the kernel stays there and goes on, for the next start. */
    @Override
    void close();
}
