package weave.tools.weave;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weave.tools.client.BareHttp;
import weave.tools.client.WeaveClient;

/** Says on stderr what a question waits for that is answered once there are addresses. */
final class Patience {
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Pattern STATE =
            Pattern.compile("(?m)^ *Status: (awaiting .*|priming|waiting .*|all IP ranges .*)$");

    private Patience() {}

    /** A question to the daemon. */
    interface Question {
        BareHttp.Reply ask(WeaveClient client) throws IOException;
    }

    /**
     * Waits for the answer as long as it takes, and prints it.
     *
     * @return the exit status
     */
    static int await(Weave weave, Question question) throws IOException {
        Thread speaker = Thread.ofPlatform().daemon().start(() -> speak(weave));
        try {
            return weave.print(question.ask(weave.patientClient()));
        } finally {
            speaker.interrupt();
        }
    }

    private static void speak(Weave weave) {
        try {
            Thread.sleep(SILENCE);
            Matcher state = STATE.matcher(weave.client().status("").body());
            if (state.find()) {
                weave.complain(sentence(state.group(1)) + "; see weave status ipam");
            }
        } catch (InterruptedException | IOException _) {
            // Answered meanwhile, or the question's failure tells.
        }
    }

    private static String sentence(String state) {
        if (state.equals("priming")) {
            return "waiting for consensus of the other peers";
        }
        return state.startsWith("awaiting ")
                ? state.replaceFirst("awaiting", "waiting for")
                : "waiting for addresses: " + state;
    }
}
