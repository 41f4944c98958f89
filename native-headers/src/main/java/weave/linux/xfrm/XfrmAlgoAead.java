package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * An algorithm that encrypts and authenticates; the key follows: {@code struct xfrm_algo_aead} of
 * {@code <linux/xfrm.h>}.
 *
 * <pre>
 *   0          64            68
 *   +----------+-------------+-------------+
 *   | alg_name | alg_key_len | alg_icv_len |
 *   +----------+-------------+-------------+
 * </pre>
 */
public final class XfrmAlgoAead {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            MemoryLayout.sequenceLayout(64, JAVA_BYTE).withName("alg_name"),
                            JAVA_INT.withName("alg_key_len"),
                            JAVA_INT.withName("alg_icv_len"))
                    .withName("xfrm_algo_aead");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long ALG_KEY_LEN = Layouts.offset(LAYOUT, "alg_key_len");
    private static final long ALG_ICV_LEN = Layouts.offset(LAYOUT, "alg_icv_len");

    private XfrmAlgoAead() {}

    /** Bits. */
    public static void alg_key_len(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + ALG_KEY_LEN, value);
    }

    /** Bits of the tag. */
    public static void alg_icv_len(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + ALG_ICV_LEN, value);
    }
}
