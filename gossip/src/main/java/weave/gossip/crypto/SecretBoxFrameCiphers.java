package weave.gossip.crypto;

import weave.core.overlay.FrameCipherFactory;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;

/** Encrypts datagrams as every peer of the mesh can open them. */
public final class SecretBoxFrameCiphers implements FrameCipherFactory {
    @Override
    public FrameSealer sealer(byte[] sessionKey, boolean dialler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FrameOpener opener(byte[] sessionKey, boolean dialler) {
        throw new UnsupportedOperationException();
    }
}
