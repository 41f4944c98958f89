package weave.core.conductor;

/** Numbers the connections of all overlays; on the control thread only. */
public final class ConnectionIds {
    private int last;

    int next() {
        return ++last;
    }
}
