package weave.bench.scenario;

import org.agrona.MutableDirectBuffer;
import weave.core.forward.Verdict;
import weave.core.frame.FrameClass;
import weave.core.sleeve.PathDecision;
import weave.core.sleeve.SleeveDecoder;
import weave.core.sleeve.SleeveEncoder;
import weave.core.sleeve.SleeveLayout;

/** Both agents' share of a frame's way, with memory in place of the wire. */
final class EngineWork implements Work {
    private final MemorySink wire = new MemorySink();
    private final Frames frames;
    private final MutableDirectBuffer buffer;
    private final Egress egress;
    private final SleeveEncoder encoder;
    private final SleeveDecoder decoder;
    private final Ingress ingress;
    private final int mtu;

    EngineWork(int frameLength, Sealing sealing) {
        frames = Frames.udp(frameLength);
        buffer = frames.buffer();
        egress = new Egress(frames);
        encoder = new SleeveEncoder(Names.SELF, sealing.sealer(), wire);
        decoder = new SleeveDecoder(sealing.opener());
        ingress = new Ingress(frames);
        int maxPayload = Path.maxPayload(frameLength, sealing.isSealed());
        encoder.maxPayload(maxPayload);
        mtu =
                maxPayload
                        + SleeveLayout.UDP_OVERHEAD
                        - SleeveLayout.totalOverhead(sealing.isSealed());
    }

    @Override
    public int frames() {
        return frames.count();
    }

    @Override
    public long run() {
        long nowNanos = System.nanoTime();
        wire.clear();
        for (int i = 0; i < frames.count(); i++) {
            send(frames.offset(i), nowNanos);
        }
        encoder.flush();
        ingress.begin(nowNanos);
        for (int i = 0; i < wire.count(); i++) {
            decoder.decode(wire.buffer(), wire.offset(i), wire.length(i), ingress);
        }
        return ingress.delivered();
    }

    private void send(int offset, long nowNanos) {
        long verdict = egress.decide(buffer, offset, nowNanos);
        if (Verdict.kind(verdict) != Verdict.UNICAST) {
            return;
        }
        long destination = Verdict.peer(verdict);
        long hop = egress.snapshot().nextHop(destination);
        int length = frames.length();
        int frameClass = FrameClass.of(buffer, offset, length);
        int decision = PathDecision.decide(true, frameClass, length, mtu, false, false);
        if (hop == destination && decision == PathDecision.SEND_DF) {
            encoder.append(SleeveLayout.DF, Names.SELF, destination, buffer, offset, length);
        }
    }

    /** Of the frames as they arrived, and of how many were delivered. */
    @Override
    public int hash() {
        ByteHash hash = new ByteHash();
        hash.add(ingress.delivered());
        hash.add(wire.hash());
        return hash.value();
    }

    @Override
    public void close() {
        wire.close();
        frames.close();
    }
}
