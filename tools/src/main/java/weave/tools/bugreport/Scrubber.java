package weave.tools.bugreport;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Takes the mesh's password out of texts: where a flag, a variable or a field says that there is
 * one, and wherever a password that is known occurs.
 */
final class Scrubber {
    private static final String VARIABLE = "WEAVE_PASSWORD";
    private static final String HIDDEN = "[hidden]";

    /** Shorter ones occur everywhere by chance; flags and variables are recognised all the same. */
    private static final int KNOWN_LENGTH_MIN = 4;

    private static final String VALUE = "(\"(?:\\\\.|[^\"\\\\])*\"|'[^']*'|[^\\s'\"]+)";

    /** {@code --password=x}, {@code -password x}, {@code "--password", "x"}. */
    private static final Pattern FLAG =
            Pattern.compile("(?i)(?<![\\w-])(--?password)(=|[\"']?\\s*,\\s*|\\s+)" + VALUE);

    /** {@code WEAVE_PASSWORD=x}, {@code "WEAVE_PASSWORD": "x"}. */
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?i)(WEAVE_PASSWORD)([\"']?\\s*[=:]\\s*)" + VALUE);

    private final List<String> known;

    /**
     * @param known passwords
     */
    Scrubber(Collection<String> known) {
        // A password may be a part of another.
        this.known =
                known.stream()
                        .filter(password -> password.length() >= KNOWN_LENGTH_MIN)
                        .sorted(Comparator.comparing(String::length).reversed())
                        .toList();
    }

    /** Knows the passwords of all processes that we may look into, ourselves first. */
    static Scrubber ofHost() {
        Set<String> passwords = new TreeSet<>();
        String own = System.getenv(VARIABLE);
        if (own != null) {
            passwords.add(own);
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            all.forEach(process -> collect(process.resolve("environ"), passwords));
        } catch (IOException e) {
            // Without /proc there are the flags and variables.
        }
        return new Scrubber(passwords);
    }

    String scrub(String text) {
        String scrubbed = FLAG.matcher(text).replaceAll("$1$2" + HIDDEN);
        scrubbed = ASSIGNMENT.matcher(scrubbed).replaceAll("$1$2" + HIDDEN);
        for (String password : known) {
            scrubbed = scrubbed.replace(password, HIDDEN);
        }
        return scrubbed;
    }

    private static void collect(Path environment, Set<String> into) {
        try {
            for (String variable : Files.readString(environment).split("\0")) {
                if (variable.startsWith(VARIABLE + "=")) {
                    into.add(variable.substring(VARIABLE.length() + 1));
                }
            }
        } catch (IOException e) {
            // Somebody else's, or gone.
        }
    }
}
