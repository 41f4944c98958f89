package weave.core.sleeve;

import weave.core.frame.Ethernet;
import weave.core.frame.FrameClass;

/** What is to be done with a frame for a neighbour: the one place that knows. Pure. */
public final class PathDecision {
    /** On the path whose datagrams are not to be fragmented. */
    public static final int SEND_DF = 0;

    /** On the path whose datagrams the underlay may fragment. */
    public static final int SEND_NON_DF = 1;

    /** Cut into IPv4 fragments, each on the DF path; see {@link Fragmenter}. */
    public static final int FRAGMENT = 2;

    /** Answered with "fragmentation needed" and dropped; see {@link FragmentationNeeded}. */
    public static final int ANSWER_TOO_BIG = 3;

    /** Dropped: it is too big with DF, and flooded, so that nobody is to answer. */
    public static final int DROP_TOO_BIG = 4;

    /** Dropped: the neighbour's UDP address is not known yet. */
    public static final int DROP_NO_ADDRESS = 5;

    private PathDecision() {}

    /**
     * @param addressKnown whether the neighbour's UDP address is known
     * @param frameClass of {@link FrameClass}
     * @param frameLength of the Ethernet frame, in bytes
     * @param mtu the inner MTU: the largest IP packet that one datagram carries, in bytes
     * @param flooded whether the frame goes to several peers
     * @param fragmentsPass whether the neighbour has confirmed the fragmentation test
     */
    public static int decide(
            boolean addressKnown,
            int frameClass,
            int frameLength,
            int mtu,
            boolean flooded,
            boolean fragmentsPass) {
        if (!addressKnown) {
            return DROP_NO_ADDRESS;
        }
        boolean tooBig = isTooBig(frameLength, mtu);
        if (frameClass == FrameClass.IPV4_DF) {
            if (!tooBig) {
                return SEND_DF;
            }
            return flooded ? DROP_TOO_BIG : ANSWER_TOO_BIG;
        }
        if (fragmentsPass || frameClass != FrameClass.IPV4) {
            return SEND_NON_DF;
        }
        return tooBig ? FRAGMENT : SEND_DF;
    }

    /** Whether a frame exceeds the path's inner MTU. */
    public static boolean isTooBig(int frameLength, int mtu) {
        return frameLength > mtu + Ethernet.HEADER_LENGTH;
    }
}
