package weave.gossip.mesh;

/** Something scheduled that may be called off. */
@FunctionalInterface
public interface Cancellable {
    /** It will not run any more, unless it is running already. Idempotent. */
    void cancel();
}
