package weave.kernel.xfrm;

/**
 * That UDP packets with a mark, between two hosts, leave by one {@link SecurityAssociation} only.
 *
 * @param source ours; IPv4, host order
 * @param destination IPv4, host order
 * @param mark the bits that must be set
 * @param spi of the association
 * @param requestId of the association
 */
public record SecurityPolicy(int source, int destination, int mark, int spi, int requestId) {
    @Override
    public String toString() {
        return String.format(
                "policy for UDP with mark 0x%x from %s to %s",
                mark, SecurityAssociation.text(source), SecurityAssociation.text(destination));
    }
}
