package weave.core.fastdp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import weave.core.overlay.EspKeys;

/**
 * What a receiver tells the sender of its security association: the payload of {@link
 * FastControl#SECURITY_ASSOCIATION}.
 *
 * <pre>
 *   0            32        36        64
 *   | nonce (32) | SPI (4) | 28 zeros |
 * </pre>
 *
 * @param nonce of {@link EspKeys#NONCE_LENGTH} bytes
 * @param spi what every packet is to carry
 */
public record EspParameters(byte[] nonce, int spi) {
    private static final int LENGTH = 64;

    public byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH).put(nonce).putInt(spi).array();
    }

    /**
     * @param payload untrusted
     * @throws EspException if it has another length
     */
    public static EspParameters of(byte[] payload) throws EspException {
        if (payload.length == 0) {
            throw new EspException("empty msg");
        }
        if (payload.length != LENGTH) {
            throw new EspException("invalid payload size: " + payload.length);
        }
        int spi = ByteBuffer.wrap(payload).getInt(EspKeys.NONCE_LENGTH);
        return new EspParameters(Arrays.copyOf(payload, EspKeys.NONCE_LENGTH), spi);
    }

    @Override
    public String toString() {
        return String.format("EspParameters[SPI 0x%08x]", spi);
    }
}
