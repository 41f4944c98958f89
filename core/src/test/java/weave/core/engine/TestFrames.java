package weave.core.engine;

/** Ethernet frames of a type that nobody looks into. */
final class TestFrames {
    private TestFrames() {}

    /** One of {@code length} bytes, at least an Ethernet header. */
    static byte[] frame(long destination, long source, int length) {
        byte[] frame = new byte[length];
        for (int i = 0; i < 6; i++) {
            frame[i] = (byte) (destination >>> 8 * (5 - i));
            frame[6 + i] = (byte) (source >>> 8 * (5 - i));
        }
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xB5;
        for (int i = 14; i < length; i++) {
            frame[i] = (byte) i;
        }
        return frame;
    }
}
