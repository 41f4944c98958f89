package weave.gossip.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import weave.gossip.crypto.KeyPair;
import weave.gossip.crypto.SessionKeys;

/**
 * The beginning of a connection, seen from one side. Give the bytes of {@link #start()} to the
 * wire, then every arriving chunk to {@link #receive}, and send what it answers, until {@link
 * #result()} is no longer pending. What is answered must be sent even if the result is a failure.
 *
 * <pre>
 *            both versions        version 2                    version 1
 *   HEADER   "weave" min max
 *   FLAG                          00, or 01 and a public key
 *   FEATURES                      features, framed             features, perhaps with the key
 * </pre>
 */
public final class Introduction {
    private static final byte[] MAGIC = "weave".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_LENGTH = MAGIC.length + 2;
    private static final int FLAG_PLAIN = 0;
    private static final int FLAG_ENCRYPTED = 1;

    private static final String PUBLIC_KEY = "PublicKey";

    private final IntroductionTerms terms;
    private final ByteQueue received = new ByteQueue();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    private State state = State.HEADER;
    private IntroductionResult result = new IntroductionResult.Pending();

    private int version;
    private KeyPair keys;
    private byte[] sessionKey;
    private MessageEncoder encoder;
    private MessageDecoder decoder;

    /** What has to arrive next. */
    private enum State {
        HEADER,
        FLAG,
        FEATURES,
        ENDED
    }

    public Introduction(IntroductionTerms terms) {
        this.terms = terms;
    }

    /** The first bytes to send; both sides begin at once. */
    public byte[] start() {
        byte[] header = Arrays.copyOf(MAGIC, HEADER_LENGTH);
        header[MAGIC.length] = (byte) terms.versionMin();
        header[MAGIC.length + 1] = (byte) terms.versionMax();
        return header;
    }

    /**
     * Takes all of {@code chunk} and goes as far as it leads. Bytes behind the introduction go to
     * the decoder of {@link IntroductionResult.Done}. Not called again after the result is known.
     *
     * @return the bytes to send now; may be empty
     */
    public byte[] receive(ByteBuffer chunk) {
        received.add(chunk);
        try {
            boolean further = true;
            while (further) {
                further =
                        switch (state) {
                            case HEADER -> onHeader();
                            case FLAG -> onFlag();
                            case FEATURES -> onFeatures();
                            case ENDED -> false;
                        };
            }
        } catch (WireException e) {
            fail(e.getMessage());
        }
        byte[] bytes = answer.toByteArray();
        answer.reset();
        return bytes;
    }

    /** The neighbour has closed its side: an introduction that is still pending fails. */
    public void endOfStream() {
        switch (state) {
            case HEADER ->
                    fail(
                            received.length() == 0
                                    ? "failed to receive remote protocol header: EOF"
                                    : "received incomplete remote protocol header ("
                                            + received.length()
                                            + " octets instead of "
                                            + HEADER_LENGTH
                                            + ")");
            case FLAG, FEATURES -> fail("unexpected EOF");
            case ENDED -> {}
        }
    }

    /** Whether the neighbour's header has been accepted, which has a deadline of its own. */
    public boolean pastHeader() {
        return version != 0;
    }

    public IntroductionResult result() {
        return result;
    }

    private boolean onHeader() throws WireException {
        if (received.length() < HEADER_LENGTH) {
            return false;
        }
        byte[] header = received.take(HEADER_LENGTH);
        if (!Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            String bytes = HexFormat.ofDelimiter(" ").formatHex(header, 0, MAGIC.length);
            throw new WireException("remote protocol header not recognised: " + bytes);
        }
        version = agreedVersion(header[MAGIC.length] & 0xFF, header[MAGIC.length + 1] & 0xFF);
        if (terms.password() != null) {
            keys = terms.keyPairs().get();
        }
        Framing framing = version == 1 ? new FramingV1() : new FramingV2();
        encoder = new MessageEncoder(framing);
        decoder = new MessageDecoder(framing, received);
        if (version == 1) {
            send(encoder.encodeFeatures(featuresOfVersion1()));
            state = State.FEATURES;
        } else {
            sendFlag();
            state = State.FLAG;
        }
        return true;
    }

    private int agreedVersion(int remoteMin, int remoteMax) throws WireException {
        int highest = Math.min(terms.versionMax(), remoteMax);
        int lowest = Math.max(terms.versionMin(), remoteMin);
        if (lowest > highest) {
            throw new WireException(
                    "remote version range [%d,%d] is incompatible with ours [%d,%d]"
                            .formatted(
                                    remoteMin, remoteMax, terms.versionMin(), terms.versionMax()));
        }
        return highest;
    }

    private void sendFlag() {
        if (keys == null) {
            answer.write(FLAG_PLAIN);
        } else {
            answer.write(FLAG_ENCRYPTED);
            send(keys.publicKey());
        }
    }

    private boolean onFlag() throws WireException {
        if (received.length() == 0) {
            return false;
        }
        int flag = received.at(0);
        if (flag != FLAG_PLAIN && flag != FLAG_ENCRYPTED) {
            throw new WireException("Bad encryption flag " + flag);
        }
        requireSameOpinion(flag == FLAG_ENCRYPTED);
        if (flag == FLAG_ENCRYPTED) {
            if (received.length() < 1 + KeyPair.KEY_LENGTH) {
                return false;
            }
            received.take(1);
            encryptWith(received.take(KeyPair.KEY_LENGTH));
        } else {
            received.take(1);
        }
        send(encoder.encodeFeatures(terms.features()));
        state = State.FEATURES;
        return true;
    }

    private boolean onFeatures() throws WireException {
        Map<String, String> values = decoder.nextFeatures();
        if (values == null) {
            return false;
        }
        if (version == 1) {
            String publicKey = values.get(PUBLIC_KEY);
            requireSameOpinion(publicKey != null);
            if (publicKey != null) {
                encryptWith(parsePublicKey(publicKey));
            }
            values = Features.cutToVersion1(values);
        }
        Features remote = Features.parse(values);
        result = new IntroductionResult.Done(version, remote, sessionKey, encoder, decoder);
        state = State.ENDED;
        return false;
    }

    private Map<String, String> featuresOfVersion1() {
        Map<String, String> values = new LinkedHashMap<>(Features.cutToVersion1(terms.features()));
        if (keys != null) {
            values.put(PUBLIC_KEY, HexFormat.of().formatHex(keys.publicKey()));
        }
        return values;
    }

    private static byte[] parsePublicKey(String hex) throws WireException {
        try {
            byte[] key = HexFormat.of().parseHex(hex);
            if (key.length == KeyPair.KEY_LENGTH) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw new WireException("malformed public key", e);
        }
        throw new WireException("malformed public key");
    }

    private void requireSameOpinion(boolean remoteEncrypts) throws WireException {
        if (remoteEncrypts && keys == null) {
            throw new WireException(
                    "no password specified, but peer requested an encrypted connection");
        }
        if (!remoteEncrypts && keys != null) {
            throw new WireException(
                    "password specified, but peer requested an unencrypted connection");
        }
    }

    private void encryptWith(byte[] remotePublicKey) {
        sessionKey = SessionKeys.derive(keys, remotePublicKey, terms.password());
        keys.wipe();
        encoder.encryptWith(sessionKey, terms.dialler());
        decoder.decryptWith(sessionKey, !terms.dialler());
    }

    private void send(byte[] bytes) {
        answer.writeBytes(bytes);
    }

    private void fail(String reason) {
        result = new IntroductionResult.Failed(reason);
        state = State.ENDED;
    }
}
