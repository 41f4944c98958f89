package weave.bench.scenario;

import org.agrona.MutableDirectBuffer;
import weave.core.engine.Limits;
import weave.core.frame.FrameMemory;
import weave.core.overlay.FrameOpener;

/** {@link FrameOpener}, on a copy of what {@link SealWork} leaves. */
final class OpenWork implements Work {
    private final SealWork sealed;
    private final FrameMemory memory;
    private final MutableDirectBuffer copy;
    private final FrameOpener opener = Names.opener();

    OpenWork(int frameLength) {
        sealed = new SealWork(frameLength);
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
            copy.putBytes(at, sealed.buffer(), sealed.tagOffset(i), length);
            if (opener.open(copy, at, length, i)) {
                genuine++;
            }
        }
        return genuine;
    }

    @Override
    public int hash() {
        ByteHash hash = new ByteHash();
        for (int i = 0; i < sealed.frames(); i++) {
            hash.add(copy, memory.offset(i), sealed.sealedLength());
        }
        return hash.value();
    }

    @Override
    public void close() {
        memory.close();
        sealed.close();
    }
}
