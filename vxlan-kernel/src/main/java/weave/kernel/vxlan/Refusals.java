package weave.kernel.vxlan;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import weave.linux.LinuxException;

/** What the kernel has refused and not done since, in an operator's words. Any thread. */
final class Refusals {
    private static final Logger LOG = System.getLogger("weaved.fastdp");

    private final Map<String, String> reasons = new LinkedHashMap<>();

    /** The last that was logged of each, so that what comes and goes does not fill the log. */
    private final Map<String, String> logged = new HashMap<>();

    /**
     * Has the kernel do something. A refusal is noted until it has been done, and logged unless the
     * last one was the same.
     *
     * @param what is done, as it follows "cannot"
     */
    void attempt(String what, Runnable action) {
        try {
            action.run();
            done(what);
        } catch (LinuxException refused) {
            note(what, refused.getMessage());
        }
    }

    private synchronized void done(String what) {
        reasons.remove(what);
    }

    private void note(String what, String reason) {
        boolean isNew;
        synchronized (this) {
            reasons.put(what, reason);
            isNew = !reason.equals(logged.put(what, reason));
        }
        if (isNew) {
            LOG.log(Level.WARNING, "fast datapath: cannot " + what + ": " + reason);
        }
    }

    /** It is not wanted any more. */
    synchronized void forget(String what) {
        reasons.remove(what);
        logged.remove(what);
    }

    /** One line each. */
    synchronized List<String> list() {
        return reasons.entrySet().stream()
                .map(refusal -> "cannot " + refusal.getKey() + ": " + refusal.getValue())
                .toList();
    }
}
