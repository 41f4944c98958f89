package weave.gossip.dns;

/** Types of records that have an answer here: RFC 1035, RFC 3596, RFC 2782. */
public final class RecordType {
    public static final int A = 1;
    public static final int CNAME = 5;
    public static final int PTR = 12;
    public static final int AAAA = 28;
    public static final int SRV = 33;
    public static final int OPT = 41;

    private RecordType() {}
}
