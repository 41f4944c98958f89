package weave.linux.xfrm;

/** Constants of {@code <linux/xfrm.h>}. */
public final class XfrmConstants {
    public static final int XFRM_MSG_NEWSA = 16;
    public static final int XFRM_MSG_DELSA = 17;
    public static final int XFRM_MSG_GETSA = 18;
    public static final int XFRM_MSG_NEWPOLICY = 19;
    public static final int XFRM_MSG_DELPOLICY = 20;
    public static final int XFRM_MSG_GETPOLICY = 21;
    public static final int XFRM_MSG_ALLOCSPI = 22;
    public static final int XFRM_MSG_UPDPOLICY = 25;
    public static final int XFRM_MSG_UPDSA = 26;
    public static final int XFRM_MSG_GETAE = 31;
    public static final int XFRMA_TMPL = 5;
    public static final int XFRMA_LTIME_VAL = 9;
    public static final int XFRMA_ALG_AEAD = 18;
    public static final int XFRMA_MARK = 21;
    public static final int XFRMA_SRCADDR = 13;
    public static final int XFRMA_REPLAY_ESN_VAL = 23;
    public static final int XFRM_MODE_TRANSPORT = 0;
    public static final int XFRM_POLICY_OUT = 1;
    public static final int XFRM_POLICY_ALLOW = 0;
    public static final int XFRM_STATE_ESN = 128;
    public static final int XFRM_AE_RVAL = 2;

    private XfrmConstants() {}
}
