package weave.gossip.ipam;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A store that saves at once. */
final class InlineStore implements IpamStore {
    final Map<String, byte[]> values = new LinkedHashMap<>();

    /** Why saving fails; {@code null} if it does not. */
    String trouble;

    @Override
    public Map<String, byte[]> load() {
        return new LinkedHashMap<>(values);
    }

    @Override
    public void save(Map<String, byte[]> changed, Consumer<String> done) {
        if (trouble == null) {
            values.putAll(changed);
        }
        done.accept(trouble);
    }
}
