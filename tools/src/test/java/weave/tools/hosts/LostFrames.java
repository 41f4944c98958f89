package weave.tools.hosts;

/** What was sent has not arrived. Anything else that is wrong with frames is another error. */
final class LostFrames extends AssertionError {
    private static final long serialVersionUID = 1;

    LostFrames(String what) {
        super(what);
    }
}
