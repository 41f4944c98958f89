package weave.kernel.tc;

import static weave.linux.netlink.TcConstants.TC_H_CLSACT;
import static weave.linux.netlink.TcConstants.TC_H_MIN_EGRESS;
import static weave.linux.netlink.TcConstants.TC_H_MIN_INGRESS;

/** Where on an interface a filter sees packets. */
public enum Hook {
    /** As they arrive from outside, before a bridge or the stack has them. */
    INGRESS(TC_H_MIN_INGRESS),

    /** As they leave, after the stack or a bridge. */
    EGRESS(TC_H_MIN_EGRESS);

    private static final int UPPER_HALF = 0xFFFF_0000;

    /** The parent of filters, as {@code struct tcmsg} has it. */
    final int parent;

    Hook(int lowerHalf) {
        parent = (int) TC_H_CLSACT & UPPER_HALF | lowerHalf;
    }
}
