package weave.core.engine;

/** An overlay's way to one neighbour. */
public interface NeighbourConnection {
    /** Never used twice in the life of a process, by any overlay. */
    int id();

    /** The neighbour's name. */
    long remotePeer();
}
