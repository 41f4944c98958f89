package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * Sequence numbers of 64 bits and the window of those that arrived; a bit map of {@code bmp_len}
 * words follows: {@code struct xfrm_replay_state_esn} of {@code <linux/xfrm.h>}.
 *
 * <pre>
 *   0         4      8     12        16       20
 *   +---------+------+-----+---------+--------+---------------+
 *   | bmp_len | oseq | seq | oseq_hi | seq_hi | replay_window |
 *   +---------+------+-----+---------+--------+---------------+
 * </pre>
 */
public final class XfrmReplayStateEsn {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("bmp_len"),
                            JAVA_INT.withName("oseq"),
                            JAVA_INT.withName("seq"),
                            JAVA_INT.withName("oseq_hi"),
                            JAVA_INT.withName("seq_hi"),
                            JAVA_INT.withName("replay_window"))
                    .withName("xfrm_replay_state_esn");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long BMP_LEN = Layouts.offset(LAYOUT, "bmp_len");
    private static final long SEQ = Layouts.offset(LAYOUT, "seq");
    private static final long SEQ_HI = Layouts.offset(LAYOUT, "seq_hi");
    private static final long REPLAY_WINDOW = Layouts.offset(LAYOUT, "replay_window");

    private XfrmReplayStateEsn() {}

    /** How many words of 32 bits the map has. */
    public static void bmp_len(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + BMP_LEN, value);
    }

    /** The lower half of the highest that arrived. */
    public static int seq(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + SEQ);
    }

    /** The upper half of the highest that arrived. */
    public static int seq_hi(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + SEQ_HI);
    }

    /** How many numbers back are still taken. */
    public static void replay_window(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + REPLAY_WINDOW, value);
    }
}
