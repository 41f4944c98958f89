package weave.bench.mesh;

/**
 * What a mesh of some size took; all peers together.
 *
 * @param degree connections of a peer, on average
 * @param deltas whether neighbours told each other what changed instead of whole records
 * @param formation until all were connected and knew the same
 * @param rest one second of it
 * @param change a connection lost and dialled again, so two records changed
 * @param loss a connection lost for good: a link less for everybody's routes
 * @param grant an address for one peer
 * @param death of one peer, until all had forgotten it
 * @param burial its addresses taken over by another
 * @param heapPerPeer bytes of heap for each peer that a peer knows, beyond 32 for each connection
 *     that it knows
 */
public record MeshFigures(
        int peers,
        double degree,
        boolean deltas,
        Cost formation,
        Cost rest,
        Cost change,
        Cost loss,
        Cost grant,
        Cost death,
        Cost burial,
        double heapPerPeer) {}
