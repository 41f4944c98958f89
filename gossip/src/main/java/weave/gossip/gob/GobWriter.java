package weave.gossip.gob;

/** Writes a stream: each type's definition once, before the first value that needs it. */
public final class GobWriter {
    /** The first number that the original implementation gives to a defined type. */
    private static final int FIRST_ID = 65;

    private final TypeNumbers numbers = new TypeNumbers(FIRST_ID);
    private final GobOutput stream = new GobOutput();

    /** Appends a value. */
    public <T> GobWriter write(GobType<T> type, T value) {
        int id = numbers.of(type);
        for (WireType definition : numbers.takeUndefined()) {
            message(-definition.common().id(), Definitions.TYPE, definition);
        }
        message(id, type, value);
        return this;
    }

    /** What has been written since the last time. */
    public byte[] drain() {
        return stream.drain();
    }

    private <T> void message(int id, GobType<T> type, T value) {
        GobOutput content = new GobOutput();
        content.integer(id);
        if (!(type instanceof GobStruct)) {
            content.uint(0);
        }
        type.write(content, value);
        stream.message(content);
    }
}
