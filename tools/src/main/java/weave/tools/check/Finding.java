package weave.tools.check;

import java.util.Locale;

/**
 * What a check has found.
 *
 * @param subject what was looked at, in a word or two
 * @param text what is the case
 * @param advice what to do; empty if all is well
 */
record Finding(Level level, String subject, String text, String advice) {
    /** How bad it is. */
    enum Level {
        OK,
        /** It works, and could be better. */
        WARN,
        /** It does not work. */
        FAIL
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text, "");
    }

    static Finding warn(String subject, String text, String advice) {
        return new Finding(Level.WARN, subject, text, advice);
    }

    static Finding fail(String subject, String text, String advice) {
        return new Finding(Level.FAIL, subject, text, advice);
    }

    /** {@code warn clock not synchronised: install chrony}. */
    String line() {
        String rest = advice.isEmpty() ? text : text + ": " + advice;
        return String.format(
                Locale.ROOT, "%-5s %-13s %s", level.name().toLowerCase(Locale.ROOT), subject, rest);
    }
}
