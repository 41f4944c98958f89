package weave.core.overlay;

/** Makes the two halves of a connection's frame encryption from its session key. */
public interface FrameCipherFactory {
    /**
     * @param sessionKey 32 bytes; copied
     * @param dialler whether the sealing side dialled the TCP connection (bit 7 of the nonce)
     */
    FrameSealer sealer(byte[] sessionKey, boolean dialler);

    /**
     * @param sessionKey 32 bytes; copied
     * @param dialler whether the side that sealed dialled the TCP connection
     */
    FrameOpener opener(byte[] sessionKey, boolean dialler);
}
