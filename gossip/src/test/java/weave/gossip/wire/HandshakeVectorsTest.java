package weave.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import weave.gossip.crypto.KeyPair;
import weave.testkit.Vectors;

/** Plays either side of recorded introductions against the other side's bytes. */
class HandshakeVectorsTest {
    private static final int ALL_AT_ONCE = Integer.MAX_VALUE;
    private static final int HEADER_LENGTH = 7;

    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode vector : Vectors.cases("handshake")) {
            for (boolean dialler : new boolean[] {true, false}) {
                for (int chunkLength : new int[] {1, 7, ALL_AT_ONCE}) {
                    cases.add(Arguments.of(vector, dialler, chunkLength));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldPlayEitherSide(JsonNode vector, boolean dialler, int chunkLength)
            throws WireException {
        JsonNode us = vector.path(dialler ? "Dialler" : "Listener");
        JsonNode them = vector.path(dialler ? "Listener" : "Dialler");
        byte[] ourBytes = Vectors.hex(us.path("IntroBytes"));
        Introduction introduction = new Introduction(terms(vector, us, ourBytes, dialler));

        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(introduction.start());
        byte[] theirBytes = allBytes(them);
        int fed = 0;
        while (introduction.result() instanceof IntroductionResult.Pending) {
            int length = Math.min(chunkLength, theirBytes.length - fed);
            sent.writeBytes(introduction.receive(ByteBuffer.wrap(theirBytes, fed, length)));
            fed += length;
        }
        var done = assertInstanceOf(IntroductionResult.Done.class, introduction.result());
        done.decoder().feed(ByteBuffer.wrap(theirBytes, fed, theirBytes.length - fed));

        assertIntroduction(vector, ourBytes, sent.toByteArray());
        assertEquals(vector.path("Version").asInt(), done.version());
        assertEquals(
                Features.parse(FeaturesVectorsTest.map(us.path("ResultFeats"))), done.remote());
        if (vector.path("Encrypted").asBoolean()) {
            assertArrayEquals(Vectors.hex(vector.path("SessionKey")), done.sessionKey());
        } else {
            assertNull(done.sessionKey());
        }
        assertMessages(us, done.encoder());
        assertMessages(them, done.decoder());
    }

    /**
     * The recording's order of the map has been given to us, so all bytes are the same; but with
     * version 1 we put the public key last.
     */
    private static void assertIntroduction(JsonNode vector, byte[] expected, byte[] sent)
            throws WireException {
        if (vector.path("Version").asInt() == 2 || !vector.path("Encrypted").asBoolean()) {
            assertArrayEquals(expected, sent);
            return;
        }
        assertEquals(expected.length, sent.length);
        assertArrayEquals(
                Arrays.copyOf(expected, HEADER_LENGTH), Arrays.copyOf(sent, HEADER_LENGTH));
        assertEquals(featuresOfVersion1(expected), featuresOfVersion1(sent));
    }

    private static Map<String, String> featuresOfVersion1(byte[] intro) throws WireException {
        ByteQueue queue = new ByteQueue();
        queue.add(ByteBuffer.wrap(intro, HEADER_LENGTH, intro.length - HEADER_LENGTH));
        return new MessageDecoder(new FramingV1(), queue).nextFeatures();
    }

    private static void assertMessages(JsonNode side, MessageEncoder encoder) throws WireException {
        for (int i = 0; i < side.path("Messages").size(); i++) {
            byte[] message = Vectors.hex(side.path("Messages").path(i));
            byte[] payload = Arrays.copyOfRange(message, 1, message.length);
            assertArrayEquals(
                    Vectors.hex(side.path("MessageBytes").path(i)),
                    encoder.encode(new ProtocolMessage(message[0], payload)));
        }
    }

    private static void assertMessages(JsonNode side, MessageDecoder decoder) throws WireException {
        for (JsonNode expected : side.path("Messages")) {
            ProtocolMessage read = decoder.next();
            byte[] message = Vectors.hex(expected);
            assertEquals(message[0], read.tag());
            assertArrayEquals(Arrays.copyOfRange(message, 1, message.length), read.payload());
        }
        assertNull(decoder.next());
    }

    private static byte[] allBytes(JsonNode side) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Vectors.hex(side.path("IntroBytes")));
        for (JsonNode message : side.path("MessageBytes")) {
            bytes.writeBytes(Vectors.hex(message));
        }
        return bytes.toByteArray();
    }

    private static IntroductionTerms terms(
            JsonNode vector, JsonNode us, byte[] ourBytes, boolean dialler) throws WireException {
        JsonNode minMax = vector.path(dialler ? "DiallerMinMax" : "ListenerMinMax");
        byte[] privateKey = Vectors.hex(us.path("PrivateKey"));
        byte[] password =
                vector.has("Password")
                        ? vector.path("Password").asText().getBytes(StandardCharsets.UTF_8)
                        : null;
        return new IntroductionTerms(
                inRecordedOrder(vector, us, ourBytes, dialler),
                minMax.path(0).asInt(),
                minMax.path(1).asInt(),
                password,
                dialler,
                () -> KeyPair.ofPrivate(privateKey));
    }

    /** The original sends a map in any order. */
    private static Map<String, String> inRecordedOrder(
            JsonNode vector, JsonNode us, byte[] ourBytes, boolean dialler) throws WireException {
        Map<String, String> features = FeaturesVectorsTest.map(us.path("Features"));
        if (vector.path("Version").asInt() == 1) {
            Map<String, String> recorded = featuresOfVersion1(ourBytes);
            assertEquals(Features.cutToVersion1(features), Features.cutToVersion1(recorded));
            return recorded;
        }
        boolean encrypted = vector.path("Encrypted").asBoolean();
        ByteQueue queue = new ByteQueue();
        queue.add(ByteBuffer.wrap(ourBytes));
        queue.take(HEADER_LENGTH + 1 + (encrypted ? KeyPair.KEY_LENGTH : 0));
        MessageDecoder decoder = new MessageDecoder(new FramingV2(), queue);
        if (encrypted) {
            decoder.decryptWith(Vectors.hex(vector.path("SessionKey")), dialler);
        }
        Map<String, String> recorded = decoder.nextFeatures();
        assertEquals(features, recorded);
        return recorded;
    }
}
