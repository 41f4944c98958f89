package weave.bench.scenario;

import java.util.Locale;
import java.util.function.IntFunction;

/** What can be measured in memory. */
public enum Scenario {
    ENCODE(
            "frames packed into sleeve datagrams in clear, sharing them up to the path MTU",
            true,
            frameLength -> new EncodeWork(frameLength)),
    DECODE(
            "frames unpacked from sleeve datagrams in clear",
            true,
            frameLength -> new DecodeWork(frameLength)),
    SEAL(
            "one datagram a frame sealed in place with XSalsa20-Poly1305, by libsodium if it is"
                    + " there",
            false,
            frameLength -> new SealWork(frameLength, Sealing.SECRET_BOX)),
    OPEN(
            "the same opened in place, with the copy that brings the sealed bytes back",
            false,
            frameLength -> new OpenWork(frameLength, Sealing.SECRET_BOX)),
    SEAL_JAVA(
            "sealed with XSalsa20-Poly1305 in Java alone",
            false,
            frameLength -> new SealWork(frameLength, Sealing.SECRET_BOX_JAVA)),
    OPEN_JAVA(
            "the same opened",
            false,
            frameLength -> new OpenWork(frameLength, Sealing.SECRET_BOX_JAVA)),
    SEAL_AES(
            "sealed with AES-256-GCM, as between two weaved peers, by OpenSSL if it is there",
            false,
            frameLength -> new SealWork(frameLength, Sealing.AES_GCM)),
    OPEN_AES("the same opened", false, frameLength -> new OpenWork(frameLength, Sealing.AES_GCM)),
    SEAL_AES_JAVA(
            "sealed with AES-256-GCM by the JDK",
            false,
            frameLength -> new SealWork(frameLength, Sealing.AES_GCM_JAVA)),
    OPEN_AES_JAVA(
            "the same opened",
            false,
            frameLength -> new OpenWork(frameLength, Sealing.AES_GCM_JAVA)),
    FORWARD(
            "MAC addresses of a captured frame learned and looked up, its way decided",
            true,
            frameLength -> new ForwardWork(frameLength)),
    CUT(
            "a TCP super-frame cut into frames for an MTU of 1376, checksums included",
            true,
            frameLength -> new CutWork(Frames.tcpSuper(frameLength))),
    CUT_UDP(
            "the same with a UDP super-frame",
            true,
            frameLength -> new CutWork(Frames.udpSuper(frameLength))),
    JOIN(
            "the frames of a TCP super-frame verified and described as one again",
            true,
            frameLength -> new JoinWork(Frames.tcpSuper(frameLength))),
    JOIN_UDP(
            "the same with those of a UDP super-frame",
            true,
            frameLength -> new JoinWork(Frames.udpSuper(frameLength))),
    CHECKSUM(
            "the Internet checksum of a frame", true, frameLength -> new ChecksumWork(frameLength)),
    COMPLETE(
            "a partial UDP checksum completed in place",
            true,
            frameLength -> new CompleteWork(frameLength)),
    FRAGMENT(
            "an IPv4 frame cut into fragments for an MTU of 1376",
            true,
            frameLength -> new FragmentWork(frameLength)),
    ENGINE(
            "all of a frame's way in memory: learn, decide, encode; decode, learn, decide",
            true,
            frameLength -> new EngineWork(frameLength, Sealing.CLEAR)),
    ENGINE_SEALED(
            "the same with every datagram sealed and opened",
            false,
            frameLength -> new EngineWork(frameLength, Sealing.SECRET_BOX)),
    ENGINE_AES(
            "the same with AES-256-GCM",
            false,
            frameLength -> new EngineWork(frameLength, Sealing.AES_GCM));

    private final String summary;
    private final boolean allocationFree;
    private final IntFunction<Work> preparation;

    Scenario(String summary, boolean allocationFree, IntFunction<Work> preparation) {
        this.summary = summary;
        this.allocationFree = allocationFree;
        this.preparation = preparation;
    }

    /** What the command line calls it. */
    public String verb() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String summary() {
        return summary;
    }

    /** Whether it looks at headers alone, so that bytes per second would mean nothing. */
    boolean headersOnly() {
        return this == DECODE || this == FORWARD;
    }

    /** Whether it has to run without a byte of heap. */
    public boolean allocationFree() {
        return allocationFree;
    }

    /**
     * Sets the work up.
     *
     * @param frameLength {@link Frames#LENGTH_MIN} to {@link Frames#LENGTH_MAX}, in bytes
     */
    Work prepare(int frameLength) {
        return preparation.apply(frameLength);
    }
}
