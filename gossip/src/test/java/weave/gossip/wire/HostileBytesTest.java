package weave.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import weave.gossip.crypto.KeyPair;
import weave.gossip.gob.GobException;
import weave.gossip.gob.GobReader;
import weave.gossip.gob.GobType;
import weave.testkit.Seed;
import weave.testkit.Vectors;

/**
 * Throws broken bytes at everything that reads from the network. Only the declared exceptions may
 * come back, and nothing may be allocated that the bytes at hand do not justify.
 */
class HostileBytesTest {
    private static final int HANDSHAKES = 5_000;
    private static final int MESSAGES = 100_000;

    /** What one try may allocate: a share for each byte, and what every try needs. */
    private static final long ALLOCATION_PER_BYTE_MAX = 500;

    private static final long ALLOCATION_MAX = 1 << 18;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final List<JsonNode> HANDSHAKE_VECTORS = Vectors.cases("handshake");
    private static final List<byte[]> ENVELOPES = new ArrayList<>();
    private static final List<byte[]> FRAMED = new ArrayList<>();
    private static final List<byte[]> UPDATES = new ArrayList<>();
    private static final List<byte[]> GOBS = new ArrayList<>();

    private final Random random = new Random(Seed.next(getClass()));

    @FunctionalInterface
    private interface Attempt {
        void run(byte[] bytes) throws WireException, GobException;
    }

    @BeforeAll
    static void readVectors() {
        Vectors.cases("gossip_envelopes").forEach(c -> ENVELOPES.add(hex(c, "Message")));
        Vectors.cases("gossip_envelopes").forEach(c -> FRAMED.add(hex(c, "Framed")));
        Vectors.cases("topology_gob").forEach(c -> UPDATES.add(hex(c, "Hex")));
        Vectors.cases("gob_variants").forEach(c -> UPDATES.add(hex(c, "Hex")));
        Vectors.cases("gob_accepted").forEach(c -> GOBS.add(hex(c, "Hex")));
        Vectors.cases("gob_basics").forEach(c -> GOBS.add(hex(c, "Hex")));
        UPDATES.removeIf(update -> update.length == 0 || update.length > 4096);
    }

    @Test
    void shouldSurviveBrokenHandshakes() {
        int failed = 0;
        for (int i = 0; i < HANDSHAKES; i++) {
            JsonNode vector = HANDSHAKE_VECTORS.get(random.nextInt(HANDSHAKE_VECTORS.size()));
            boolean dialler = random.nextBoolean();
            JsonNode us = vector.path(dialler ? "Dialler" : "Listener");
            JsonNode them = vector.path(dialler ? "Listener" : "Dialler");
            IntroductionTerms terms = terms(vector, us, dialler);
            byte[] bytes = broken(transcript(them));
            failed += measured(bytes, () -> introduce(terms, bytes)) ? 1 : 0;
        }
        assertTrue(failed > HANDSHAKES / 4, "only " + failed + " failed");
    }

    @Test
    void shouldSurviveBrokenMessages() {
        int refused = 0;
        for (int i = 0; i < MESSAGES; i++) {
            refused +=
                    switch (i % 5) {
                        case 0 -> attempt(ENVELOPES, HostileBytesTest::openEnvelope);
                        case 1 -> attempt(UPDATES, TopologyCodec::decode);
                        case 2 -> attempt(GOBS, HostileBytesTest::readGobs);
                        case 3 -> attempt(FRAMED, bytes -> decode(new FramingV2(), bytes));
                        default -> attempt(GOBS, bytes -> decode(new FramingV1(), bytes));
                    };
        }
        assertTrue(refused > MESSAGES / 4, "only " + refused + " refused");
    }

    private int attempt(List<byte[]> corpus, Attempt attempt) {
        byte[] bytes = broken(corpus.get(random.nextInt(corpus.size())));
        return measured(
                        bytes,
                        () -> {
                            try {
                                attempt.run(bytes);
                                return false;
                            } catch (WireException | GobException e) {
                                return true;
                            }
                        })
                ? 1
                : 0;
    }

    /** Tries again before it complains: what classes allocate when first used is theirs. */
    private static boolean measured(byte[] bytes, BooleanSupplier work) {
        long limit = ALLOCATION_MAX + ALLOCATION_PER_BYTE_MAX * bytes.length;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean outcome = work.getAsBoolean();
        long between = THREADS.getCurrentThreadAllocatedBytes();
        if (between - before > limit) {
            work.getAsBoolean();
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - between;
            assertTrue(allocated <= limit, () -> allocated + " bytes for " + bytes.length);
        }
        return outcome;
    }

    /** Whether it failed, be it in the introduction or behind it. */
    private boolean introduce(IntroductionTerms terms, byte[] bytes) {
        Introduction introduction = new Introduction(terms);
        introduction.start();
        int fed = 0;
        while (introduction.result() instanceof IntroductionResult.Pending && fed < bytes.length) {
            int length = Math.min(1 + random.nextInt(64), bytes.length - fed);
            introduction.receive(ByteBuffer.wrap(bytes, fed, length));
            fed += length;
        }
        introduction.endOfStream();
        if (!(introduction.result() instanceof IntroductionResult.Done done)) {
            return true;
        }
        done.decoder().feed(ByteBuffer.wrap(bytes, fed, bytes.length - fed));
        try {
            drain(done.decoder());
            return false;
        } catch (WireException e) {
            return true;
        }
    }

    private static void decode(Framing framing, byte[] bytes) throws WireException {
        MessageDecoder decoder = new MessageDecoder(framing, new ByteQueue());
        decoder.feed(ByteBuffer.wrap(bytes));
        drain(decoder);
    }

    private static void drain(MessageDecoder decoder) throws WireException {
        for (ProtocolMessage m = decoder.next(); m != null; m = decoder.next()) {
            openAny(m);
        }
    }

    private static void openEnvelope(byte[] bytes) throws WireException {
        if (bytes.length > 0) {
            openAny(
                    new ProtocolMessage(
                            bytes[0] & 0xFF, Arrays.copyOfRange(bytes, 1, bytes.length)));
        }
    }

    private static void openAny(ProtocolMessage message) throws WireException {
        switch (message.tag()) {
            case ProtocolMessage.GOSSIP,
                    ProtocolMessage.GOSSIP_UNICAST,
                    ProtocolMessage.GOSSIP_BROADCAST ->
                    TopologyCodec.decode(Envelope.decode(message).data());
            default -> {}
        }
    }

    private static void readGobs(byte[] bytes) throws GobException, WireException {
        Map<String, String> features = new GobReader(bytes).next(Framing.FEATURES);
        Features.parse(features);
        GobReader reader = new GobReader(bytes);
        while (reader.hasNext()) {
            reader.next(GobType.BYTES);
        }
    }

    private byte[] broken(byte[] original) {
        byte[] bytes = original.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes = brokenOnce(bytes);
        }
        return bytes;
    }

    private byte[] brokenOnce(byte[] bytes) {
        if (bytes.length == 0) {
            return randomBytes(random.nextInt(40));
        }
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> bytes[at] = new byte[] {0, 1, 0x7F, -1, -4, -8}[random.nextInt(6)];
            case 3 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 4 -> {
                return spliced(bytes, at, randomBytes(1 + random.nextInt(9)), at);
            }
            case 5 -> {
                int to = at + random.nextInt(bytes.length - at);
                return spliced(bytes, to, Arrays.copyOfRange(bytes, at, to), to);
            }
            default -> {
                return spliced(bytes, at, new byte[0], at + random.nextInt(bytes.length - at));
            }
        }
        return bytes;
    }

    /** {@code bytes} up to {@code end}, {@code middle}, and {@code bytes} from {@code start} on. */
    private static byte[] spliced(byte[] bytes, int end, byte[] middle, int start) {
        return ByteBuffer.allocate(end + middle.length + bytes.length - start)
                .put(bytes, 0, end)
                .put(middle)
                .put(bytes, start, bytes.length - start)
                .array();
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static IntroductionTerms terms(JsonNode vector, JsonNode us, boolean dialler) {
        byte[] privateKey = hex(us, "PrivateKey");
        byte[] password =
                vector.has("Password")
                        ? vector.path("Password").asText().getBytes(StandardCharsets.UTF_8)
                        : null;
        return new IntroductionTerms(
                FeaturesVectorsTest.map(us.path("Features")),
                1,
                vector.path("Version").asInt(),
                password,
                dialler,
                () -> KeyPair.ofPrivate(privateKey));
    }

    private static byte[] transcript(JsonNode side) {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16).put(hex(side, "IntroBytes"));
        for (JsonNode message : side.path("MessageBytes")) {
            bytes.put(Vectors.hex(message));
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static byte[] hex(JsonNode node, String field) {
        return Vectors.hex(node.path(field));
    }
}
