package weave.tools.bugreport;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import weave.tools.check.HostCheckup;
import weave.tools.client.BareHttp.Reply;
import weave.tools.client.WeaveClient;
import weave.tools.report.Version;

/** Collects, scrubs and packs. Without a daemon, and without any of the programs, too. */
public final class Bugreport {
    private static final String FOLDER = "weave-bugreport/";
    private static final int LOG_LENGTH_MAX = 4 << 20;
    private static final int PORT_DEFAULT = 6783;
    private static final List<String> PAGES =
            List.of("", "connections", "peers", "targets", "dns", "ipam", "dataplane");

    private final WeaveClient client;
    private final Path log;
    private final Consumer<String> progress;
    private final Scrubber scrubber;
    private String daemonFailure;

    /**
     * @param client of the daemon of this host, which need not run
     * @param log what the daemon has written, which need not exist
     * @param progress takes a line for each part
     */
    public Bugreport(WeaveClient client, Path log, Consumer<String> progress) {
        this(client, log, progress, Scrubber.ofHost());
    }

    Bugreport(WeaveClient client, Path log, Consumer<String> progress, Scrubber scrubber) {
        this.client = client;
        this.log = log;
        this.progress = progress;
        this.scrubber = scrubber;
    }

    /**
     * Writes all of it. The file is readable for its owner only.
     *
     * @throws FileSystemException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        try (TarWriter tar = open(file)) {
            add(tar, "version", "weave " + Version.current() + "\n");
            addDaemon(tar);
            progress.accept("checking this host");
            add(tar, "check", checkup());
            progress.accept("asking kernel and programs");
            HostFacts.collect((name, text) -> add(tar, name, text));
        }
    }

    /** Why the daemon did not tell anything; empty if it did. */
    public Optional<String> daemonFailure() {
        return Optional.ofNullable(daemonFailure);
    }

    private static TarWriter open(Path file) throws IOException {
        // Made anew: who has an old file open does not get the new one.
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(file.toString(), null, "it is there, and no file");
            }
            Files.delete(file);
        }
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE);
        return new TarWriter(new GZIPOutputStream(out), Instant.now().getEpochSecond());
    }

    private void addDaemon(TarWriter tar) throws IOException {
        progress.accept("asking the daemon");
        addReply(tar, "daemon/report.json", client::report);
        for (String page : PAGES) {
            String name = page.isEmpty() ? "daemon/status" : "daemon/status-" + page;
            addReply(tar, name, () -> client.status(page));
        }
        addReply(tar, "daemon/ps", () -> client.attached(List.of()));
        addReply(tar, "daemon/metrics", client::metrics);
        add(tar, "daemon/log", HostFacts.tail(log, LOG_LENGTH_MAX));
    }

    private void addReply(TarWriter tar, String name, Question question) throws IOException {
        String text;
        try {
            text = question.ask().body();
        } catch (IOException e) {
            daemonFailure = String.valueOf(e.getMessage());
            text = "no answer: " + e.getMessage() + "\n";
        }
        add(tar, name, text);
    }

    private String checkup() throws IOException {
        StringWriter text = new StringWriter();
        HostCheckup.run(
                client,
                HostCheckup.BRIDGE_DEFAULT,
                PORT_DEFAULT,
                List.of(),
                new PrintWriter(text, true));
        return text.toString();
    }

    private void add(TarWriter tar, String name, String text) throws IOException {
        tar.add(FOLDER + name, scrubber.scrub(text).getBytes(StandardCharsets.UTF_8));
    }

    private interface Question {
        Reply ask() throws IOException;
    }
}
