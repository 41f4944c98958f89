package weave.gossip.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import weave.core.peer.PeerName;

/** The construction of docs/protocol/crypto.md, written down again as the page tells it. */
final class ReferenceGcm {
    private ReferenceGcm() {}

    /** The whole datagram. */
    static byte[] seal(
            byte[] sessionKey, PeerName sender, PeerName receiver, long field, byte[] text) {
        int epoch = (int) (field >>> 48) & 0x7FFF;
        byte[] extracted = hmac(ascii("weaved sleeve aes-256-gcm"), sessionKey);
        byte[] secret = expand(extracted, "first", sender, receiver, 0, 32);
        for (int i = 0; i < epoch; i++) {
            secret = expand(secret, "next", sender, receiver, i, 32);
        }
        byte[] material = expand(secret, "key", sender, receiver, epoch, 44);
        byte[] key = Arrays.copyOf(material, 32);
        ByteBuffer nonce = ByteBuffer.wrap(Arrays.copyOfRange(material, 32, 44));
        nonce.putLong(4, nonce.getLong(4) ^ field);
        byte[] header = ByteBuffer.allocate(14).put(sender.toBytes()).putLong(field).array();

        GCMBlockCipher gcm = (GCMBlockCipher) GCMBlockCipher.newInstance(AESEngine.newInstance());
        gcm.init(true, new AEADParameters(new KeyParameter(key), 128, nonce.array(), header));
        byte[] sealed = new byte[text.length + 16];
        try {
            gcm.doFinal(sealed, gcm.processBytes(text, 0, text.length, sealed, 0));
        } catch (InvalidCipherTextException e) {
            throw new AssertionError(e);
        }
        return ByteBuffer.allocate(14 + sealed.length)
                .put(header)
                .put(sealed, text.length, 16)
                .put(sealed, 0, text.length)
                .array();
    }

    private static byte[] expand(
            byte[] secret,
            String label,
            PeerName sender,
            PeerName receiver,
            int epoch,
            int length) {
        byte[] info =
                concat(
                        ascii(label),
                        sender.toBytes(),
                        receiver.toBytes(),
                        new byte[] {(byte) (epoch >> 8), (byte) epoch});
        byte[] one = hmac(secret, concat(info, new byte[] {1}));
        byte[] two = hmac(secret, concat(one, info, new byte[] {2}));
        return Arrays.copyOf(concat(one, two), length);
    }

    private static byte[] hmac(byte[] key, byte[] text) {
        HMac hmac = new HMac(new SHA256Digest());
        hmac.init(new KeyParameter(key));
        hmac.update(text, 0, text.length);
        byte[] code = new byte[32];
        hmac.doFinal(code, 0);
        return code;
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
