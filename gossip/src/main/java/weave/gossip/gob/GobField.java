package weave.gossip.gob;

/**
 * A field of a struct.
 *
 * @param name by which both sides know it; case counts
 */
public record GobField<T>(String name, GobType<T> type) {}
