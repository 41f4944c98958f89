package weave.core.overlay;

/**
 * The encryption of one connection.
 *
 * @param name what status pages call it
 * @param sealer for egress
 * @param opener for ingress
 * @param renewsKeys whether {@link FrameSealer#renewKey} is to be called from time to time
 */
public record FrameCipher(
        String name, FrameSealer sealer, FrameOpener opener, boolean renewsKeys) {}
