package weave.tools.host;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Why a file could not be had, in words: the JDK's message is often the path alone. */
public final class FileTrouble {
    private FileTrouble() {}

    /**
     * One line: what was tried, the file, the reason and, where it helps, what to do.
     *
     * @param action such as {@code cannot write}
     * @param option the flag that chooses the file
     */
    public static HostException explained(String action, String option, FileSystemException e) {
        String hint =
                e instanceof AccessDeniedException ? ": run as root, or choose " + option : "";
        return new HostException(action + " " + e.getFile() + ": " + reason(e) + hint, e);
    }

    /** The reason without the path. */
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException other when other.getReason() != null ->
                    other.getReason().toLowerCase(Locale.ROOT);
            default -> String.valueOf(e.getMessage());
        };
    }
}
