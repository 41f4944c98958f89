package weave.core.engine;

import org.agrona.MutableDirectBuffer;
import weave.core.control.ForwardingSnapshot;
import weave.core.forward.ArpTables;
import weave.core.forward.MacTables;
import weave.core.forward.RecentQuestions;
import weave.core.frame.Arp;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameMemory;
import weave.core.frame.GatherBatch;
import weave.core.frame.VnetHeader;
import weave.core.port.FramePort;
import weave.linux.call.CallState;

/**
 * Answers ARP requests of our containers whose answer is known for certain, so that they need not
 * be flooded. Egress's.
 *
 * <p>Certain is what the address's own MAC has told by ARP within {@link Limits#ARP_AGE_NANOS_MAX},
 * if that MAC has sent something since, and its peer can be reached. Whoever asks a second time
 * within that while is not answered: if the first answer was wrong after all, the second question
 * reaches everybody. Announcements and probes of addresses always do.
 */
final class ArpResponder {
    private static final int REPLY_OFFSET = 64;
    private static final int SLOT_LENGTH = 256;

    private final FrameMemory memory = new FrameMemory(1, SLOT_LENGTH);
    private final GatherBatch single = new GatherBatch(1);
    private final RecentQuestions questions = new RecentQuestions(Limits.ARP_AGE_NANOS_MAX);
    private final boolean answers;
    private final FramePort port;
    private final ArpTables arps;
    private final MacTables macs;
    private final CallState state;
    private final DataplaneCounters counters;

    ArpResponder(AgentParts parts) {
        answers = parts.tuning().answersArp();
        port = parts.port();
        arps = parts.arps();
        macs = parts.macs();
        state = parts.egressState();
        counters = parts.counters();
    }

    /** Learns from an ARP frame that came from our bridge. */
    void learn(MutableDirectBuffer buffer, int offset, long nowNanos) {
        long ip = Arp.senderIp(buffer, offset);
        long mac = Arp.senderMac(buffer, offset);
        if (ip != 0 && mac == Ethernet.source(buffer, offset)) {
            arps.learnLocal(ip, mac, nowNanos);
        }
    }

    /**
     * What to do with an ARP frame that would be flooded.
     *
     * @return whether that is settled: it was answered, or will be on our bridge
     */
    boolean settles(
            ForwardingSnapshot snapshot, MutableDirectBuffer buffer, int offset, long nowNanos) {
        if (!isQuestion(buffer, offset)) {
            return false;
        }
        long target = Arp.targetIp(buffer, offset);
        long mac = answers ? arps.macOf(target, nowNanos) : ArpTables.UNKNOWN;
        boolean isKnown =
                mac == ArpTables.LOCAL
                        || mac != ArpTables.UNKNOWN && isAlive(snapshot, mac, nowNanos);
        if (questions.isRepeated(Arp.senderIp(buffer, offset), target, nowNanos) || !isKnown) {
            counters.increment(DataplaneCounter.ARP_REQUESTS_FLOODED);
            return false;
        }
        if (mac == ArpTables.LOCAL) {
            counters.increment(DataplaneCounter.ARP_REQUESTS_KEPT);
            return true;
        }
        reply(buffer, offset, mac);
        return true;
    }

    /** A request for another's address, by one who has one. */
    private static boolean isQuestion(MutableDirectBuffer buffer, int offset) {
        long sender = Arp.senderIp(buffer, offset);
        return Arp.operation(buffer, offset) == Arp.REQUEST
                && Ethernet.destination(buffer, offset) == Ethernet.BROADCAST
                && Arp.senderMac(buffer, offset) == Ethernet.source(buffer, offset)
                && sender != 0
                && sender != Arp.targetIp(buffer, offset);
    }

    private boolean isAlive(ForwardingSnapshot snapshot, long mac, long nowNanos) {
        long home = macs.homeOf(mac, nowNanos, Limits.ARP_ALIVE_NANOS_MAX);
        return home != ForwardingSnapshot.NONE
                && !macs.isLocal(mac)
                && snapshot.nextHop(home) != ForwardingSnapshot.NONE;
    }

    private void reply(MutableDirectBuffer request, int offset, long mac) {
        int length = Arp.writeReply(request, offset, mac, memory.buffer(), REPLY_OFFSET);
        VnetHeader.clear(memory.buffer(), REPLY_OFFSET);
        single.clear();
        single.append(REPLY_OFFSET, length);
        counters.increment(
                port.transmit(state, memory, single) == 1
                        ? DataplaneCounter.ARP_REQUESTS_ANSWERED
                        : DataplaneCounter.ARP_ANSWERS_REFUSED);
    }

    void close() {
        memory.close();
    }
}
