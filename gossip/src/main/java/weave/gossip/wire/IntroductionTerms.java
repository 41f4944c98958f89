package weave.gossip.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import weave.gossip.crypto.KeyPair;

/**
 * What one side brings to an introduction.
 *
 * @param features what we say of ourselves: {@link Features#toMap}; the protocol version decides
 *     how much of it is sent
 * @param versionMin the lowest protocol version we speak, 1 or 2
 * @param versionMax the highest, 1 or 2
 * @param password its bytes, or {@code null} for connections in clear
 * @param dialler whether we dialled
 * @param keyPairs gives a fresh key pair; asked once, and only with a password
 */
public record IntroductionTerms(
        Map<String, String> features,
        int versionMin,
        int versionMax,
        byte[] password,
        boolean dialler,
        Supplier<KeyPair> keyPairs) {
    public static final int VERSION_MIN = 1;
    public static final int VERSION_MAX = 2;

    public IntroductionTerms {
        if (versionMin < VERSION_MIN || versionMax > VERSION_MAX || versionMin > versionMax) {
            throw new IllegalArgumentException(
                    "no protocol versions " + versionMin + " to " + versionMax);
        }
        features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    }

    /** Leaves the password out: it never reaches a log. */
    @Override
    public String toString() {
        return "IntroductionTerms["
                + (dialler ? "dialler" : "acceptor")
                + (password == null ? "]" : ", with a password]");
    }
}
