package weave.tools.weaved;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import weave.core.peer.PeerName;
import weave.tools.host.HostException;
import weave.tools.log.LineLog;
import weave.tools.report.Version;

/** {@code weaved}: reads the flags, starts the node, and lets it run until a signal comes. */
public final class Weaved {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private final Environment environment;
    private final PrintStream out;
    private final PrintStream err;

    Weaved(Environment environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        int status = new Weaved(Environment.ofProcess(), System.out, System.err).run(arguments);
        System.exit(status);
    }

    /**
     * @return the exit status; not as long as the node runs
     */
    int run(String... arguments) {
        try {
            Flags flags = Flags.parse(arguments);
            if (flags.options().help) {
                out.print(Flags.usage());
                return OK;
            }
            if (flags.options().version) {
                out.println("weaved " + Version.current());
                return OK;
            }
            if (flags.options().rehearsalFolder != null) {
                Rehearsal.run(Path.of(flags.options().rehearsalFolder));
                return OK;
            }
            NodeConfig config = NodeConfig.of(flags.options(), environment);
            if (flags.options().printPeerName) {
                out.println(printableName(config));
                return OK;
            }
            return flags.options().reset ? reset(config) : start(config, flags);
        } catch (UsageException e) {
            err.println("weaved: " + e.getMessage());
            return WRONG_USAGE;
        } catch (HostException | IOException e) {
            err.println("weaved: " + e.getMessage());
            return FAILED;
        }
    }

    private static PeerName printableName(NodeConfig config) throws IOException {
        return NodeName.find(config, NodeState.look(config.databasePrefix())).name();
    }

    /** What {@code weave reset --force} runs where no daemon does. */
    private static int reset(NodeConfig config) throws IOException {
        LineLog.configure(Level.WARNING);
        return HostReset.runAlone(config).isEmpty() ? OK : FAILED;
    }

    private static int start(NodeConfig config, Flags flags) {
        LineLog.configure(config.logLevel());
        Logger log = System.getLogger("weaved");
        log.log(Level.INFO, "Command line options: " + flags.text(config.password() != null));
        log.log(Level.INFO, "weaved " + Version.current());
        flags.ignored().forEach(line -> log.log(Level.WARNING, line));
        try {
            Node node = Node.start(config);
            return Shutdown.await(node, config);
        } catch (HostException | IOException e) {
            log.log(Level.ERROR, e.getMessage());
        } catch (RuntimeException | InterruptedException e) {
            log.log(Level.ERROR, "cannot go on", e);
        }
        return FAILED;
    }
}
