package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import weave.testkit.Vectors;

class IpamSpaceVectorsTest {
    @Test
    void shouldKeepTheSameBooksAsTheOriginal() {
        for (JsonNode c : Vectors.cases("ipam_space")) {
            Space space = new Space();
            for (JsonNode op : c.path("Ops")) {
                assertEquals(result(op), apply(space, op), op::toString);
                assertEquals(IpamJson.texts(op.path("Ours")), edges(space.used()), op::toString);
                assertEquals(IpamJson.texts(op.path("Free")), edges(space.free()), op::toString);
            }
        }
    }

    /** What came out, or whether it went well if nothing can come out. */
    private static String result(JsonNode op) {
        return op.path("OK").asBoolean() ? op.path("Result").asText() : "failed";
    }

    private static String apply(Space space, JsonNode op) {
        JsonNode args = op.path("Args");
        long first = Ipv4.parse(args.get(0).asText());
        AddressRange range =
                args.size() > 1 ? IpamJson.range(args.get(0), args.get(1)) : AddressRange.of(first);
        return switch (op.path("Op").asText()) {
            case "addrange" -> {
                space.add(List.of(range));
                yield "";
            }
            case "allocate" -> {
                OptionalLong address = space.allocate(range);
                yield address.isPresent() ? Ipv4.format(address.getAsLong()) : "failed";
            }
            case "claim" -> space.claim(first) ? "" : "failed";
            case "free" -> space.release(first) ? "" : "failed";
            case "freecount" -> Long.toString(space.freeCount(range));
            case "donate" -> {
                AddressRange given = space.donate(range);
                yield given.isEmpty() ? "failed" : Ipv4.format(given.start()) + "+" + given.size();
            }
            default -> throw new AssertionError(op.toString());
        };
    }

    private static List<String> edges(List<AddressRange> ranges) {
        return ranges.stream()
                .flatMap(r -> Stream.of(Ipv4.format(r.start()), Ipv4.format(r.end())))
                .toList();
    }
}
