package weave.bench.scenario;

import weave.core.sleeve.SleeveLayout;

/** What the path between the two carries. */
final class Path {
    /** An underlay of MTU 1500. */
    private static final int PAYLOAD_USUAL = 1500 - SleeveLayout.UDP_OVERHEAD;

    private Path() {}

    /** The payload of a usual path, or of one that carries a frame this long in one datagram. */
    static int maxPayload(int frameLength, boolean sealed) {
        int alone = SleeveLayout.packetOverhead(sealed) + SleeveLayout.FRAME_OVERHEAD + frameLength;
        return Math.max(PAYLOAD_USUAL, alone);
    }
}
