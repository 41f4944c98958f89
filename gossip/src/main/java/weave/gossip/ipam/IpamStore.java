package weave.gossip.ipam;

import java.util.Map;
import java.util.function.Consumer;

/** Where address management keeps what must survive. Called on the control loop only. */
public interface IpamStore {
    /** The values by their keys as last saved; those never saved are missing. */
    Map<String, byte[]> load();

    /**
     * Puts all values on the disk at once, or none of them; does not wait for it.
     *
     * @param done told on the loop: {@code null} when they are there, else why not
     */
    void save(Map<String, byte[]> values, Consumer<String> done);
}
