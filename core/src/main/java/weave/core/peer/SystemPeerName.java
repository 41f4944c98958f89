package weave.core.peer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The name of a peer that was given none: the same at every start of the same machine. The first
 * six bytes of a SHA-256, made a locally administered unicast MAC address.
 */
public final class SystemPeerName {
    private static final byte[] SALT = "9oBJ0Jmip-".getBytes(StandardCharsets.US_ASCII);
    private static final int MULTICAST_BIT = 0x01;
    private static final int LOCALLY_ADMINISTERED_BIT = 0x02;

    private SystemPeerName() {}

    /**
     * @param machineId what {@code /etc/machine-id} holds, with its newline; empty if there is none
     * @param systemUuid what {@code /sys/class/dmi/id/product_uuid} holds, likewise
     */
    public static PeerName derive(byte[] machineId, byte[] systemUuid) {
        MessageDigest digest = sha256();
        digest.update(SALT);
        digest.update(machineId);
        byte[] name = Arrays.copyOf(digest.digest(systemUuid), PeerName.LENGTH);
        name[0] = (byte) (name[0] & ~MULTICAST_BIT | LOCALLY_ADMINISTERED_BIT);
        return PeerName.fromBytes(name);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
