package weave.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weave.core.peer.PeerName;
import weave.gossip.crypto.KeyPair;

class IntroductionTest {
    private static final int MESSAGE_LENGTH_MAX = 10 * 1024 * 1024;
    private static final int TAG_AND_OVERHEAD = 1 + 16;

    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @CsvSource({"2,2,", "2,1,", "1,2,", "1,1,", "2,2,secret", "2,1,secret", "1,2,secret"})
    void shouldLetTwoSidesTalk(int diallerMax, int acceptorMax, String password)
            throws WireException {
        Introduction dialler = introduction(1, diallerMax, password, true);
        Introduction acceptor = introduction(1, acceptorMax, password, false);
        exchange(dialler, acceptor);

        var dialled = assertInstanceOf(IntroductionResult.Done.class, dialler.result());
        var accepted = assertInstanceOf(IntroductionResult.Done.class, acceptor.result());
        int version = Math.min(diallerMax, acceptorMax);
        assertEquals(version, dialled.version());
        assertEquals(version, accepted.version());
        assertEquals(features(false).name(), dialled.remote().name());
        assertEquals(version == 2, accepted.remote().hasShortId());
        assertEquals(version == 2, accepted.remote().announcesOverlays());
        Map<String, String> newer = version == 2 ? Map.of("Newer", "thing") : Map.of();
        assertEquals(newer, accepted.remote().others());
        assertArrayEquals(dialled.sessionKey(), accepted.sessionKey());
        assertEquals(password == null, dialled.sessionKey() == null);
        assertTalk(dialled, accepted);
        assertTalk(accepted, dialled);
    }

    @ParameterizedTest
    @CsvSource({
        "2,secret,other,Unable to decrypt TCP msg",
        "2,secret,,password specified",
        "2,,secret,no password specified",
        "1,secret,,password specified",
        "1,,secret,no password specified"
    })
    void shouldFailWhenPasswordsDiffer(int version, String ours, String theirs, String reason) {
        Introduction us = introduction(version, version, ours, true);
        exchange(us, introduction(version, version, theirs, false));
        var failed = assertInstanceOf(IntroductionResult.Failed.class, us.result());
        assertTrue(failed.reason().startsWith(reason), failed.reason());
    }

    /** With version 1 a wrong password shows only when the first message comes. */
    @Test
    void shouldFailAtTheFirstMessageOfVersion1WhenPasswordsDiffer() throws WireException {
        Introduction dialler = introduction(1, 1, "secret", true);
        Introduction acceptor = introduction(1, 1, "other", false);
        exchange(dialler, acceptor);
        var dialled = assertInstanceOf(IntroductionResult.Done.class, dialler.result());
        var accepted = assertInstanceOf(IntroductionResult.Done.class, acceptor.result());
        accepted.decoder()
                .feed(ByteBuffer.wrap(dialled.encoder().encode(ProtocolMessage.heartbeat())));
        assertThrows(WireException.class, () -> accepted.decoder().next());
    }

    /** Such keys give a shared secret of zeros; that must end like any wrong password. */
    @Test
    void shouldSurvivePublicKeysOfLowOrder() {
        for (int first : new int[] {0, 1}) {
            Introduction us = introduction(2, 2, "secret", false);
            byte[] key = new byte[KeyPair.KEY_LENGTH];
            key[0] = (byte) first;
            us.receive(ByteBuffer.wrap(bytes("weave\2\2\1")));
            us.receive(ByteBuffer.wrap(key));
            assertInstanceOf(IntroductionResult.Pending.class, us.result());
            us.receive(ByteBuffer.wrap(new byte[] {0, 0, 0, 20}));
            us.receive(ByteBuffer.wrap(new byte[20]));
            assertInstanceOf(IntroductionResult.Failed.class, us.result());
        }
    }

    @Test
    void shouldSayWhenTheHeaderIsPast() {
        Introduction us = introduction(1, 2, null, false);
        us.receive(ByteBuffer.wrap(bytes("weave\1")));
        assertFalse(us.pastHeader());
        us.receive(ByteBuffer.wrap(bytes("\2")));
        assertTrue(us.pastHeader());
        us.endOfStream();
        assertInstanceOf(IntroductionResult.Failed.class, us.result());
    }

    @Test
    void shouldKeepTheLargestMessageAndRefuseALargerOne() throws WireException {
        Introduction dialler = introduction(1, 2, "secret", true);
        Introduction acceptor = introduction(1, 2, "secret", false);
        exchange(dialler, acceptor);
        var from = assertInstanceOf(IntroductionResult.Done.class, dialler.result());
        var to = assertInstanceOf(IntroductionResult.Done.class, acceptor.result());
        byte[] largest = new byte[MESSAGE_LENGTH_MAX - TAG_AND_OVERHEAD];
        byte[] larger = new byte[largest.length + 1];
        assertThrows(
                WireException.class, () -> from.encoder().encode(new ProtocolMessage(4, larger)));
        to.decoder().feed(ByteBuffer.wrap(from.encoder().encode(new ProtocolMessage(4, largest))));
        assertArrayEquals(largest, to.decoder().next().payload());
        assertTalk(from, to);
        to.decoder().feed(ByteBuffer.allocate(4).putInt(MESSAGE_LENGTH_MAX + 1).flip());
        assertThrows(WireException.class, () -> to.decoder().next());
    }

    @Test
    void shouldReportEmptyMessages() throws WireException {
        for (int version = 1; version <= 2; version++) {
            Introduction us = introduction(version, version, null, false);
            exchange(introduction(version, version, null, true), us);
            var done = assertInstanceOf(IntroductionResult.Done.class, us.result());
            byte[] empty = version == 1 ? new byte[] {3, 10, 0, 0} : new byte[4];
            done.decoder().feed(ByteBuffer.wrap(empty));
            assertEquals(ProtocolMessage.EMPTY, done.decoder().next());
            assertNull(done.decoder().next());
        }
    }

    @Test
    void shouldKeepSecretsOutOfTexts() {
        Introduction us = introduction(1, 2, "secret", true);
        exchange(us, introduction(1, 2, "secret", false));
        var done = assertInstanceOf(IntroductionResult.Done.class, us.result());
        String text = done + " " + terms(1, 2, "secret", true) + " " + KeyPair.generate(random);
        assertFalse(text.contains("secret") || text.contains("[B"), text);
    }

    private Introduction introduction(int min, int max, String password, boolean dialler) {
        return new Introduction(terms(min, max, password, dialler));
    }

    private IntroductionTerms terms(int min, int max, String password, boolean dialler) {
        return new IntroductionTerms(
                features(dialler).toMap(),
                min,
                max,
                password == null ? null : bytes(password),
                dialler,
                () -> KeyPair.generate(random));
    }

    private static Features features(boolean dialler) {
        return Features.announced(
                new PeerName(dialler ? 10 : 11),
                "host",
                dialler ? 1 : 2,
                dialler ? -3 : 4,
                5,
                false,
                List.of("sleeve"),
                Map.of("Newer", "thing"));
    }

    private static void exchange(Introduction a, Introduction b) {
        byte[] fromA = a.start();
        byte[] fromB = b.start();
        while (fromA.length + fromB.length > 0) {
            byte[] answerOfB = receive(b, fromA);
            fromA = receive(a, fromB);
            fromB = answerOfB;
        }
    }

    private static byte[] receive(Introduction to, byte[] bytes) {
        return to.result() instanceof IntroductionResult.Pending
                ? to.receive(ByteBuffer.wrap(bytes))
                : new byte[0];
    }

    private static void assertTalk(IntroductionResult.Done from, IntroductionResult.Done to)
            throws WireException {
        for (int tag : new int[] {0, 4, 255}) {
            byte[] payload = bytes("payload " + tag);
            byte[] wire = from.encoder().encode(new ProtocolMessage(tag, payload));
            to.decoder().feed(ByteBuffer.wrap(wire));
            ProtocolMessage read = to.decoder().next();
            assertNotNull(read);
            assertEquals(tag, read.tag());
            assertArrayEquals(payload, read.payload());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
