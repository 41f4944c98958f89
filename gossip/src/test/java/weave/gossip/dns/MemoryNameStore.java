package weave.gossip.dns;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** A disk in memory, as slow as a test wants it, and as full. */
public final class MemoryNameStore implements NameStore {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private byte[] saved = new byte[0];
    private int saves;
    private boolean slow;
    private String trouble;

    @Override
    public byte[] load() {
        return saved;
    }

    @Override
    public void save(Encoded names, Consumer<String> done) {
        byte[] bytes = names.bytes();
        String reason = trouble;
        Runnable save =
                () -> {
                    saves++;
                    saved = reason == null ? bytes : saved;
                    done.accept(reason);
                };
        if (slow) {
            waiting.add(save);
        } else {
            save.run();
        }
    }

    void slow(boolean isSlow) {
        slow = isSlow;
    }

    /** Nothing can be written any more, for this reason. */
    void trouble(String reason) {
        trouble = reason;
    }

    void overwrite(byte[] bytes) {
        saved = bytes;
    }

    /** Lets what waits come to its end. */
    void finishOne() {
        waiting.remove().run();
    }

    int saves() {
        return saves;
    }
}
