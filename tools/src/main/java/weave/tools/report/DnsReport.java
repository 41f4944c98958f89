package weave.tools.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import weave.gossip.dns.NameEntry;
import weave.gossip.dns.Nameserver;

/**
 * What the report says of names.
 *
 * @param upstream the servers that are asked about other names; {@code null} if there are none
 * @param address where questions are answered; empty if nowhere
 * @param ttl in seconds
 * @param entries of IPv4 addresses, tombstones included; {@code null} if there are none
 * @param records of other types; left out if there are none, for Weave Net has no such thing
 */
@JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
public record DnsReport(
        String domain,
        List<String> upstream,
        String address,
        @JsonProperty("TTL") int ttl,
        List<Entry> entries,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Record> records) {

    /** A name of an IPv4 address. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record Entry(
            String hostname,
            String origin,
            @JsonProperty("ContainerID") String containerId,
            String address,
            long version,
            long tombstone) {}

    /** A name of something else: {@code CNAME db.example.com.}, {@code fd00::1}. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record Record(
            String hostname,
            String origin,
            @JsonProperty("ContainerID") String containerId,
            String data,
            long version,
            long tombstone) {}

    /** Of this moment; on the control loop. */
    public static DnsReport of(Nameserver names, String address, List<String> upstream) {
        return new DnsReport(
                names.domain(),
                orNull(upstream),
                address,
                names.ttlSeconds(),
                orNull(names.entries().stream().map(DnsReport::entry).toList()),
                orNull(names.records().stream().map(DnsReport::record).toList()));
    }

    private static Entry entry(NameEntry entry) {
        return new Entry(
                entry.hostname(),
                entry.origin().toString(),
                entry.containerId(),
                entry.data().text(),
                entry.version(),
                entry.tombstone());
    }

    private static Record record(NameEntry entry) {
        return new Record(
                entry.hostname(),
                entry.origin().toString(),
                entry.containerId(),
                entry.data().label(),
                entry.version(),
                entry.tombstone());
    }

    private static <T> List<T> orNull(List<T> list) {
        return list.isEmpty() ? null : list;
    }
}
