package weave.gossip.dns;

import java.util.function.Consumer;

/** Where the names that were registered here are kept. Called on the control loop only. */
public interface NameStore {
    /** What was saved last; empty if nothing ever was. */
    byte[] load();

    /**
     * Puts names on the disk; does not wait for it.
     *
     * @param names in bytes; asked for on another thread
     * @param done told on the loop: {@code null} when they are there, else why not
     */
    void save(Encoded names, Consumer<String> done);

    /** Names that take a while to be written down. Any thread may ask. */
    @FunctionalInterface
    interface Encoded {
        byte[] bytes();
    }
}
