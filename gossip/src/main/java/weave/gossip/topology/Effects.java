package weave.gossip.topology;

/**
 * What a change of the database calls for beyond recomputing the routes.
 *
 * @param ourselvesChanged our own record has a new version that the mesh did not ask for (we jumped
 *     past an old incarnation or moved to another short id): gossip it
 * @param shortIdsInvalidated some short id means another peer now: forget decisions made with it
 */
public record Effects(boolean ourselvesChanged, boolean shortIdsInvalidated) {
    public static final Effects NONE = new Effects(false, false);
}
