package weave.tools.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import weave.testkit.NetworkNamespace;

/** Filters of a host of its own, which commands make and take away there. */
abstract class FiltersOnHost<T extends WatchedFilters> {
    final NetworkNamespace host;
    final T filters;

    FiltersOnHost(String name, T filters) {
        host = NetworkNamespace.create(name);
        this.filters = filters;
    }

    @AfterEach
    void close() {
        host.close();
    }

    String reason() throws Exception {
        return host.call(filters::reason);
    }

    private long mark() throws Exception {
        return host.call(() -> filters.mark(RulesMark.now()));
    }

    void run(String command) {
        host.run(command.split(" ")).orFail();
    }

    /** What makes a filter, what takes it away, and what is said of it. */
    void assertFilters(String made, String removed, String said) throws Exception {
        assertEquals("", reason(), "before " + made);
        long before = mark();
        run(made);
        assertTrue(reason().contains(said), reason());
        assertNotEquals(before, mark(), "the mark says nothing of " + made);
        run(removed);
        assertEquals("", reason(), "after " + removed);
    }
}
