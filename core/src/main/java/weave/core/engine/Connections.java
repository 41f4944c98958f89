package weave.core.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The connections of one overlay that may send and receive, by id and by neighbour. The conductor
 * writes, by publishing a new table; the agents read the one that was current when their duty cycle
 * began.
 */
public final class Connections<C extends NeighbourConnection> {
    private static final VarHandle CURRENT;

    static {
        try {
            CURRENT =
                    MethodHandles.lookup().findVarHandle(Connections.class, "current", Table.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through CURRENT
    private Table<C> current = new Table<>();

    /** One moment's connections; never changed once published. */
    public static final class Table<C extends NeighbourConnection> {
        private final Int2ObjectHashMap<C> byId = new Int2ObjectHashMap<>();
        private final Long2ObjectHashMap<C> byNeighbour = new Long2ObjectHashMap<>();

        /** All of them; the maps' iterators are no two threads'. */
        private final List<C> all = new ArrayList<>();

        /** The connection to a neighbour, or {@code null}. */
        public C byNeighbour(long peer) {
            return byNeighbour.get(peer);
        }

        /** The connection of that id, or {@code null} when it is gone. */
        public C byId(int id) {
            return byId.get(id);
        }

        /** How many there are. */
        public int count() {
            return all.size();
        }

        /** Any of them: {@code index} is below {@link #count}. */
        public C at(int index) {
            return all.get(index);
        }

        private Table<C> copy() {
            Table<C> copy = new Table<>();
            copy.byId.putAll(byId);
            copy.byNeighbour.putAll(byNeighbour);
            return copy;
        }
    }

    @SuppressWarnings("unchecked") // only such tables are set
    public Table<C> currentAcquire() {
        return (Table<C>) CURRENT.getAcquire(this);
    }

    /** The conductor: this one is the neighbour's from now on. */
    public void add(C connection) {
        Table<C> next = currentAcquire().copy();
        next.byId.put(connection.id(), connection);
        next.byNeighbour.put(connection.remotePeer(), connection);
        next.all.addAll(next.byId.values());
        CURRENT.setRelease(this, next);
    }

    /** The conductor: it neither sends nor receives any more; a later one stays. */
    public void remove(C connection) {
        Table<C> next = currentAcquire().copy();
        next.byId.remove(connection.id());
        if (next.byNeighbour.get(connection.remotePeer()) == connection) {
            next.byNeighbour.remove(connection.remotePeer());
        }
        next.all.addAll(next.byId.values());
        CURRENT.setRelease(this, next);
    }
}
