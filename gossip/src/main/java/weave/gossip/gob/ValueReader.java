package weave.gossip.gob;

/** Reads one value whose type has been agreed upon. */
@FunctionalInterface
interface ValueReader<T> {
    T read(GobInput in) throws GobException;
}
