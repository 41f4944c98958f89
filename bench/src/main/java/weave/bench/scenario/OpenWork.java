package weave.bench.scenario;

import org.agrona.MutableDirectBuffer;
import weave.core.engine.Limits;
import weave.core.frame.FrameMemory;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;

/** {@link FrameOpener}, on a copy of what {@link SealWork} leaves. */
final class OpenWork implements Work {
    private final SealWork sealed;
    private final FrameMemory memory;
    private final MutableDirectBuffer copy;
    private final FrameOpener opener;

    OpenWork(int frameLength, Sealing sealing) {
        opener = sealing.opener();
        sealed = new SealWork(frameLength, sealing);
        sealed.run();
        memory = new FrameMemory(sealed.frames(), Limits.FRAME_SLOT_LENGTH);
        copy = memory.buffer();
    }

    @Override
    public int frames() {
        return sealed.frames();
    }

    @Override
    public long run() {
        int genuine = 0;
        int length = sealed.sealedLength();
        for (int i = 0; i < sealed.frames(); i++) {
            int at = memory.offset(i);
            int whole = FrameSealer.HEADER_LENGTH + length;
            copy.putBytes(at, sealed.buffer(), sealed.headerOffset(i), whole);
            if (opener.open(copy, at + FrameSealer.HEADER_LENGTH, length, i)) {
                genuine++;
            }
        }
        return genuine;
    }

    @Override
    public int hash() {
        ByteHash hash = new ByteHash();
        for (int i = 0; i < sealed.frames(); i++) {
            int at = memory.offset(i) + FrameSealer.HEADER_LENGTH;
            hash.add(copy, at, sealed.sealedLength());
        }
        return hash.value();
    }

    @Override
    public void close() {
        memory.close();
        sealed.close();
    }
}
