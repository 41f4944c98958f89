package weave.gossip.gob;

import java.util.List;

/** What a stream says of one of its types. */
sealed interface WireType {
    Common common();

    /**
     * What all definitions have.
     *
     * @param name for humans; often empty, sometimes surprising
     */
    record Common(String name, int id) {}

    record Field(String name, int id) {}

    record Struct(Common common, List<Field> fields) implements WireType {}

    record Slice(Common common, int element) implements WireType {}

    record Array(Common common, int element, long length) implements WireType {}

    record MapOf(Common common, int key, int element) implements WireType {}

    /** A type that writes itself: its values are byte strings. */
    record Opaque(Common common) implements WireType {}
}
