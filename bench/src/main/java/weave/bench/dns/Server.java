package weave.bench.dns;

import java.nio.file.Path;
import java.util.List;
import weave.bench.lab.Namespace;

/** A DNS server that can be started with names of our choice. */
public interface Server {
    String name();

    /** Programs that have to be installed. */
    List<String> programs();

    /** A command whose first line of output is the version. */
    List<String> versionCommand();

    /**
     * Starts it.
     *
     * @param port of 127.0.0.1, UDP
     * @param folder for its files
     * @return its process, when it has the names
     */
    Process start(Namespace host, Names names, int port, Path folder);
}
