package weave.tools.firewall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weave.kernel.link.Namespace;
import weave.kernel.netfilter.RulesetMark;
import weave.linux.LinuxException;

/**
 * The iptables programs, in one network namespace. Debian has two sets of them, one for nftables
 * and one for the kernel's older tables; rules made with one set are invisible to the other, and
 * packets obey both. So the one that already holds rules is used, and the system's default where
 * neither or both alike do.
 */
public final class Iptables {
    private static final String DEFAULT = "iptables";
    private static final String NFT = "iptables-nft";
    private static final String LEGACY = "iptables-legacy";
    private static final Path PROC = Path.of("/proc/thread-self/net");
    private static final String WAIT_SECONDS = "10";

    /** So often a table is written before what stands in it otherwise is no accident. */
    private static final int TRIES = 3;

    private final List<String> entrance;
    private final String program;
    private final boolean isLegacy;
    private final List<String> legacyTables;

    private Iptables(
            List<String> entrance, String program, boolean isLegacy, List<String> legacyTables) {
        this.entrance = entrance;
        this.program = program;
        this.isLegacy = isLegacy;
        this.legacyTables = legacyTables;
    }

    /**
     * Those of the namespace that the calling thread is in.
     *
     * @return empty if none are installed
     */
    static Optional<Iptables> ofHost() {
        return choose(List.of(), legacyTables());
    }

    /**
     * Those of another namespace, which must stay open as long as they are used.
     *
     * @return empty if none are installed, or {@code nsenter} is not
     */
    static Optional<Iptables> of(Namespace namespace) {
        if (!Commands.exist("nsenter")) {
            return Optional.empty();
        }
        List<String> entrance = List.of("nsenter", "--net=" + namespace.path(), "--");
        return choose(entrance, namespace.call(Iptables::legacyTables));
    }

    /**
     * Those that a namespace goes by.
     *
     * @param entrance what stands before each command
     * @param legacyTables of the older kind there
     */
    static Optional<Iptables> choose(List<String> entrance, List<String> legacyTables) {
        if (!Commands.exist(DEFAULT)) {
            return Optional.empty();
        }
        boolean defaultIsLegacy = DefaultVariant.IS_LEGACY;
        Iptables byDefault = new Iptables(entrance, DEFAULT, defaultIsLegacy, legacyTables);
        if (!Commands.exist(NFT) || !Commands.exist(LEGACY)) {
            return Optional.of(byDefault);
        }
        // Listing the older tables is free where there are none.
        int legacyCount =
                legacyTables.isEmpty()
                        ? 0
                        : new Iptables(entrance, LEGACY, true, legacyTables).count();
        if (legacyCount == 0 && !defaultIsLegacy) {
            return Optional.of(byDefault);
        }
        Iptables nft = new Iptables(entrance, NFT, false, legacyTables);
        int nftCount = nft.count();
        if (nftCount == legacyCount) {
            return Optional.of(byDefault);
        }
        return Optional.of(
                nftCount > legacyCount ? nft : new Iptables(entrance, LEGACY, true, legacyTables));
    }

    /** Reads a table; one that does not exist yet is empty. */
    SavedRules save(String table) {
        return SavedRules.parse(run("", program + "-save", "-t", table));
    }

    /**
     * Has a table hold what it shall. If somebody else changes it between the reading and the
     * writing, or before what was written is read again, that is mended at once.
     *
     * @return whether there was something to do
     * @throws UnknownFormException if it is shown otherwise than it was written
     * @throws FirewallException if it cannot be read or written
     */
    boolean establish(WantedTable table) {
        Optional<String> script = table.restoration(save(table.name()));
        if (script.isEmpty()) {
            return false;
        }
        FirewallException trouble = null;
        for (int i = 0; i < TRIES && script.isPresent(); i++) {
            trouble = tryRestore(script.get());
            script = table.restoration(save(table.name()));
        }
        if (script.isEmpty()) {
            return true;
        }
        throw trouble != null
                ? trouble
                : new UnknownFormException(
                        this + " shows our rules in an unknown form: table " + table.name());
    }

    /** Returns why not, or {@code null}. */
    private FirewallException tryRestore(String script) {
        try {
            restore(script);
            return null;
        } catch (FirewallException refused) {
            return refused;
        }
    }

    /** Carries out a script of one table, all of it or nothing. */
    void restore(String script) {
        run(script, program + "-restore", "-w", WAIT_SECONDS, "--noflush");
    }

    /**
     * What changes when somebody changes the rules. On the host only.
     *
     * @throws LinuxException if the kernel does not tell
     */
    long mark() {
        return isLegacy ? RulesetMark.ofLegacy(legacyTables()) : RulesetMark.ofNftables();
    }

    private int count() {
        return SavedRules.parse(run("", program + "-save")).count();
    }

    private String run(String input, String... command) {
        List<String> whole = new ArrayList<>(entrance);
        whole.addAll(List.of(command));
        return Commands.run(whole, input);
    }

    /**
     * A table that there is, as one of the programs shows it.
     *
     * @param program such as {@code iptables-legacy}
     * @throws FirewallException if it is not installed
     */
    static SavedRules saved(String program, String table) {
        boolean isDefault =
                !Commands.exist(program)
                        && Commands.exist(DEFAULT)
                        && program.equals(DefaultVariant.IS_LEGACY ? LEGACY : NFT);
        return SavedRules.parse(
                Commands.run(List.of((isDefault ? DEFAULT : program) + "-save", "-t", table), ""));
    }

    /** The tables of the older kind that were ever used in the calling thread's namespace. */
    static List<String> legacyTables() {
        return names("ip_tables_names");
    }

    /** The same of IPv6. */
    static List<String> legacyTablesOfIpv6() {
        return names("ip6_tables_names");
    }

    /** The same of ARP. */
    static List<String> legacyTablesOfArp() {
        return names("arp_tables_names");
    }

    private static List<String> names(String file) {
        try {
            return Files.readAllLines(PROC.resolve(file)).stream().sorted().toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    @Override
    public String toString() {
        return program + (isLegacy ? " (legacy)" : " (nf_tables)");
    }

    /** Asked once: alternatives do not change under a running daemon. */
    private static final class DefaultVariant {
        static final boolean IS_LEGACY =
                !Commands.run(List.of(DEFAULT, "--version"), "").contains("nf_tables");
    }
}
