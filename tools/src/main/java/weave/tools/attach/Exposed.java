package weave.tools.attach;

import java.util.ArrayList;
import java.util.List;

/**
 * An address that the host has on the bridge.
 *
 * @param masqueraded whether the host stands in for those on its other side
 * @param names that were given to it
 */
public record Exposed(Cidr cidr, boolean masqueraded, List<String> names) {
    private static final String NAT = "nat";
    private static final String PLAIN = "plain";

    public Exposed {
        names = List.copyOf(names);
    }

    /**
     * Reads what {@link #text} has written.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static Exposed parse(String line) {
        List<String> words = List.of(line.split(" "));
        if (words.size() < 2) {
            throw new IllegalArgumentException("want an address and nat or plain");
        }
        boolean masqueraded = words.get(1).equals(NAT);
        return new Exposed(
                Cidr.parse(words.getFirst()), masqueraded, words.subList(2, words.size()));
    }

    /** The same with one more name. */
    Exposed with(String name) {
        if (names.contains(name)) {
            return this;
        }
        List<String> more = new ArrayList<>(names);
        more.add(name);
        return new Exposed(cidr, masqueraded, more);
    }

    /** Such as {@code 10.32.0.1/12 nat host1.weave.local}. */
    String text() {
        List<String> words = new ArrayList<>(List.of(cidr.toString(), masqueraded ? NAT : PLAIN));
        words.addAll(names);
        return String.join(" ", words);
    }
}
