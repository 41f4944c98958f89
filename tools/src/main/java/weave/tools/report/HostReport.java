package weave.tools.report;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * What is on this host's bridge, or in its place; the original does not tell.
 *
 * @param bridge its name
 * @param bridgeType how containers are plugged together, by Weave Net's names
 * @param attached the ids of the containers
 * @param exposed the host's own addresses
 * @param packetFilter the programs that rules are made with; empty if there are none
 */
@JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
public record HostReport(
        String bridge,
        String bridgeType,
        List<String> attached,
        List<Exposed> exposed,
        String packetFilter) {
    /** An address of the host. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record Exposed(String address, boolean masqueraded, List<String> names) {}
}
