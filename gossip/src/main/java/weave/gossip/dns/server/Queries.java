package weave.gossip.dns.server;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds answers, here or upstream. On the server's thread; one for all clients. */
final class Queries {
    /** The answer comes later. */
    static final int LATER = -1;

    /** There will be none. */
    static final int NEVER = 0;

    private final Answerer answerer;
    private final Upstream upstream;
    private final DnsCounters counters;
    private Answerer.Verdict verdict = Answerer.Verdict.IGNORED;

    Queries(Answerer answerer, Upstream upstream, DnsCounters counters) {
        this.answerer = answerer;
        this.upstream = upstream;
        this.counters = counters;
    }

    /**
     * Answers a query from what is known here.
     *
     * @return the length of the answer in {@link #message}, {@link #NEVER}, or {@link #LATER}: then
     *     {@link #forward} has to be called
     */
    int answer(byte[] query, int length, boolean datagram) {
        verdict = answerer.answer(query, length, datagram);
        switch (verdict) {
            case ANSWERED -> {
                counters.countLocal();
                return answerer.messageLength();
            }
            case IGNORED -> {
                counters.countIgnored();
                return NEVER;
            }
            case FORWARD, FORWARD_TARGET -> {
                return LATER;
            }
        }
        throw new AssertionError(verdict);
    }

    /** The answer just found, from the array's beginning; good until the next query. */
    byte[] message() {
        return answerer.message();
    }

    /**
     * Has the query that was just looked at answered upstream.
     *
     * @param reply called once, later or at once
     */
    void forward(
            byte[] query,
            int length,
            boolean datagram,
            InetAddress client,
            Consumer<byte[]> reply) {
        byte[] copy = Arrays.copyOf(query, length);
        int questionEnd = answerer.questionEnd();
        int lengthMax = answerer.lengthMax(datagram);
        if (verdict == Answerer.Verdict.FORWARD_TARGET) {
            byte[] known = Arrays.copyOf(answerer.message(), answerer.messageLength());
            byte[] other = AliasAnswer.query(answerer.target(), answerer.questionType());
            AliasAnswer alias = new AliasAnswer(known, lengthMax);
            upstream.ask(
                    other,
                    other.length,
                    datagram,
                    client,
                    found -> {
                        counters.countUpstream(found != null);
                        reply.accept(
                                Optional.ofNullable(found)
                                        .flatMap(alias::complete)
                                        .orElseGet(() -> failure(copy, questionEnd)));
                    });
        } else {
            upstream.ask(
                    copy.clone(),
                    questionEnd,
                    datagram,
                    client,
                    found -> {
                        counters.countUpstream(found != null);
                        reply.accept(passedOn(found, copy, questionEnd, lengthMax));
                    });
        }
    }

    /** A server's answer as the client's; cut if the server thought that more would be taken. */
    private static byte[] passedOn(byte[] found, byte[] query, int questionEnd, int lengthMax) {
        if (found == null) {
            return failure(query, questionEnd);
        }
        byte[] answer = found;
        if (found.length > Math.max(lengthMax, questionEnd)) {
            AnswerWriter cut = AnswerWriter.cut(query, questionEnd, found);
            answer = Arrays.copyOf(cut.message(), cut.length());
        }
        answer[0] = query[0];
        answer[1] = query[1];
        return answer;
    }

    private static byte[] failure(byte[] query, int questionEnd) {
        AnswerWriter writer = new AnswerWriter(questionEnd);
        writer.begin(query, questionEnd, AnswerWriter.SERVER_FAILURE, false, questionEnd);
        return writer.message();
    }
}
