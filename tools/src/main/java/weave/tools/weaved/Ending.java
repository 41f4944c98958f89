package weave.tools.weaved;

/**
 * Why a node is to end.
 *
 * @param failure why it cannot go on, in a line; {@code null} if somebody told it to stop
 * @param reset whether everything on the host is to be removed
 */
record Ending(String failure, boolean reset) {
    boolean isFailure() {
        return failure != null;
    }
}
