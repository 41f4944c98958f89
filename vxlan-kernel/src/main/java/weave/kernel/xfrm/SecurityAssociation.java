package weave.kernel.xfrm;

/**
 * What protects packets of one direction: ESP in transport mode with AES-256-GCM (RFC 4106),
 * sequence numbers of 64 bits and a replay window of 256. The key is not kept here.
 *
 * @param source IPv4, host order
 * @param destination IPv4, host order
 * @param spi what every packet carries
 * @param requestId says whose it is, and ties it to a policy
 */
public record SecurityAssociation(int source, int destination, int spi, int requestId) {
    /** Bytes of a key: 32 for AES-256, and 4 of salt. */
    public static final int KEY_LENGTH = 36;

    @Override
    public String toString() {
        return String.format("ESP 0x%08x from %s to %s", spi, text(source), text(destination));
    }

    /** An IPv4 address as people write it. */
    static String text(int ip) {
        return (ip >>> 24) + "." + (ip >>> 16 & 0xFF) + "." + (ip >>> 8 & 0xFF) + "." + (ip & 0xFF);
    }
}
