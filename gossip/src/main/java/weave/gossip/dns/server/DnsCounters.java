package weave.gossip.dns.server;

import java.util.concurrent.atomic.AtomicLong;

/** What became of the queries so far. Counted by the server's thread, read by any. */
public final class DnsCounters {
    private final AtomicLong local = new AtomicLong();
    private final AtomicLong upstream = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong ignored = new AtomicLong();

    DnsCounters() {}

    /** Answered here, be it with a refusal. */
    public long local() {
        return local.get();
    }

    /** Answered by a server upstream. */
    public long upstream() {
        return upstream.get();
    }

    /** Not answered by any server upstream. */
    public long failed() {
        return failed.get();
    }

    /** No queries, and so not answered. */
    public long ignored() {
        return ignored.get();
    }

    void countLocal() {
        count(local);
    }

    void countUpstream(boolean answered) {
        count(answered ? upstream : failed);
    }

    void countIgnored() {
        count(ignored);
    }

    /** There is one writer. */
    private static void count(AtomicLong counter) {
        counter.lazySet(counter.getPlain() + 1);
    }
}
