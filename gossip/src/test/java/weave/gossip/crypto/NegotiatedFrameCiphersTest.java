package weave.gossip.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.core.overlay.FrameCipher;
import weave.core.overlay.OverlayRequest;
import weave.core.peer.PeerName;

class NegotiatedFrameCiphersTest {
    private static final PeerName ONE = PeerName.parse("02:00:00:00:00:0d");
    private static final PeerName TWO = PeerName.parse("02:00:00:00:00:0e");
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 6783);
    private static final byte[] KEY = "thirty-two bytes, known to both.".getBytes();
    private static final byte[] TEXT = "a frame".getBytes();

    private final NegotiatedFrameCiphers ciphers =
            new NegotiatedFrameCiphers(SecretBoxes.suited(), AesGcmFrameCiphers.suited());

    @Test
    void shouldUseAesGcmBetweenTwoThatAnnounceIt() {
        FrameCipher one = ciphers.create(ONE, request(TWO, true, ciphers.features()));
        FrameCipher two = ciphers.create(TWO, request(ONE, false, ciphers.features()));
        assertEquals("aes-256-gcm", one.name());
        assertEquals(true, one.renewsKeys());
        assertTalk(one, two);
    }

    @Test
    void shouldUseSecretBoxesWithOneThatDoesNot() {
        FrameCipher ours = ciphers.create(ONE, request(TWO, true, Map.of()));
        assertEquals("secretbox", ours.name());
        assertEquals(false, ours.renewsKeys());
        SecretBoxes theirs = new SecretBoxFrameCiphers();
        FrameCipher other =
                new FrameCipher("", theirs.sealer(KEY, false), theirs.opener(KEY, true), false);
        assertTalk(ours, other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "aes-256-gcm2", "AES-256-GCM", "chacha20", "aes-256-gcm,x"})
    void shouldIgnoreWhatItDoesNotKnow(String announced) {
        assertEquals("secretbox", chosen(announced));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes-256-gcm", " aes-256-gcm ", "x  aes-256-gcm y", "y aes-256-gcm"})
    void shouldFindItsOwnAmongOthers(String announced) {
        assertEquals("aes-256-gcm", chosen(announced));
    }

    @Test
    void shouldUseSecretBoxesWithEveryoneWhenToldTo() {
        NegotiatedFrameCiphers boxes =
                NegotiatedFrameCiphers.secretBoxesOnly(new SecretBoxFrameCiphers());
        assertEquals(Map.of(), boxes.features());
        assertEquals("secretbox by BouncyCastle with all peers", boxes.description());
        FrameCipher ours = boxes.create(ONE, request(TWO, true, ciphers.features()));
        FrameCipher theirs = ciphers.create(TWO, request(ONE, false, boxes.features()));
        assertEquals("secretbox", ours.name());
        assertEquals("secretbox", theirs.name());
        assertTalk(ours, theirs);
    }

    @Test
    void shouldAnnounceAndDescribeItself() {
        assertEquals(Map.of("WeavedCiphers", "aes-256-gcm"), ciphers.features());
        assertEquals(
                "aes-256-gcm by the JDK with weaved peers, secretbox by BouncyCastle with others",
                new NegotiatedFrameCiphers(new SecretBoxFrameCiphers(), AesGcmFrameCiphers.ofJdk())
                        .description());
    }

    private String chosen(String announced) {
        Map<String, String> features = Map.of(NegotiatedFrameCiphers.FEATURE, announced);
        return ciphers.create(ONE, request(TWO, false, features)).name();
    }

    private static void assertTalk(FrameCipher one, FrameCipher two) {
        byte[] there = Datagram.seal(one.sealer(), TEXT, 0);
        assertArrayEquals(TEXT, Datagram.open(two.opener(), there));
        byte[] back = Datagram.seal(two.sealer(), TEXT, 0);
        assertArrayEquals(TEXT, Datagram.open(one.opener(), back));
    }

    private static OverlayRequest request(
            PeerName remote, boolean outbound, Map<String, String> features) {
        return new OverlayRequest(remote, "", 1, outbound, ADDRESS, ADDRESS, KEY, features);
    }
}
