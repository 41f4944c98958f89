package weave.gossip.gob;

import java.util.List;

/** The fields of one struct value, on the way between the bytes and what holds it here. */
public final class GobRow {
    private final List<GobField<?>> fields;
    private final Object[] values;

    GobRow(List<GobField<?>> fields) {
        this.fields = fields;
        this.values = new Object[fields.size()];
    }

    /** The field's value; zero, empty or a struct of zeros if it is absent. */
    @SuppressWarnings("unchecked") // only set() puts values in, under fields of their type
    public <T> T get(GobField<T> field) {
        Object value = values[place(field)];
        return value == null ? field.type().zero() : (T) value;
    }

    /** Whether the field is there, be it zero. */
    public boolean has(GobField<?> field) {
        return values[place(field)] != null;
    }

    /** Sets a field; zeros and empty lists are left out when written all the same. */
    public <T> GobRow set(GobField<T> field, T value) {
        values[place(field)] = value;
        return this;
    }

    Object valueAt(int place) {
        return values[place];
    }

    private int place(GobField<?> field) {
        for (int i = 0; i < values.length; i++) {
            if (fields.get(i) == field) {
                return i;
            }
        }
        throw new IllegalArgumentException("no field " + field.name() + " in this struct");
    }
}
