package weave.tools.weave;

import java.util.Iterator;
import java.util.List;

/** What a shell may complete an argument to. */
abstract class Words implements Iterable<String> {
    private final List<String> words;

    Words(List<String> words) {
        this.words = words;
    }

    @Override
    public Iterator<String> iterator() {
        return words.iterator();
    }
}
