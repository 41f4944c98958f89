package weave.gossip.crypto;

import java.io.ByteArrayOutputStream;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** The box as the books describe it, made of whole engines: slow, and nothing of ours in it. */
final class ReferenceBox {
    private static final int TAG_LENGTH = 16;
    private static final int TAG_KEY_LENGTH = 32;

    private ReferenceBox() {}

    static byte[] seal(byte[] key, byte[] nonce, byte[] text) {
        XSalsa20Engine engine = new XSalsa20Engine();
        engine.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
        byte[] tagKey = new byte[TAG_KEY_LENGTH];
        engine.processBytes(tagKey, 0, tagKey.length, tagKey, 0);
        byte[] sealed = new byte[text.length];
        engine.processBytes(text, 0, text.length, sealed, 0);
        Poly1305 authenticator = new Poly1305();
        authenticator.init(new KeyParameter(tagKey));
        authenticator.update(sealed, 0, sealed.length);
        byte[] tag = new byte[TAG_LENGTH];
        authenticator.doFinal(tag, 0);
        ByteArrayOutputStream box = new ByteArrayOutputStream();
        box.writeBytes(tag);
        box.writeBytes(sealed);
        return box.toByteArray();
    }
}
