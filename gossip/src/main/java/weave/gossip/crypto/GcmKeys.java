package weave.gossip.crypto;

import weave.linux.openssl.AesGcm;
import weave.linux.openssl.LibCrypto;

/** Makes keys for the library that does the work. Both make the same bytes. */
enum GcmKeys {
    OPENSSL {
        @Override
        String library() {
            return "OpenSSL " + LibCrypto.version();
        }

        @Override
        GcmKey forSealing(int epoch, byte[] material) {
            return new OpensslGcmKey(true, epoch, material);
        }

        @Override
        GcmKey forOpening(int epoch, byte[] material) {
            return new OpensslGcmKey(false, epoch, material);
        }
    },
    JDK {
        @Override
        String library() {
            return "the JDK";
        }

        @Override
        GcmKey forSealing(int epoch, byte[] material) {
            return new JdkGcmKey(epoch, material);
        }

        @Override
        GcmKey forOpening(int epoch, byte[] material) {
            return new JdkGcmKey(epoch, material);
        }
    };

    /** The fastest on this host. */
    static GcmKeys suited() {
        return AesGcm.isPresent() ? OPENSSL : JDK;
    }

    abstract String library();

    /**
     * @param material of {@link GcmKey#MATERIAL_LENGTH} bytes; wiped
     */
    abstract GcmKey forSealing(int epoch, byte[] material);

    /**
     * @param material of {@link GcmKey#MATERIAL_LENGTH} bytes; wiped
     */
    abstract GcmKey forOpening(int epoch, byte[] material);
}
