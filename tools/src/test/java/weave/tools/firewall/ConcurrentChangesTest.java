package weave.tools.firewall;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.kernel.xfrm.EspRules.Flow;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;
import weave.testkit.Seed;

/** Somebody flushes a table at any moment of our writing there. */
@Privileged
@Timeout(120)
class ConcurrentChangesTest {
    private static final int ROUNDS = 25;
    private static final int LOOKS = 5;

    private final Random random = new Random(Seed.next(getClass()));
    private NetworkNamespace host;
    private String program;

    @BeforeEach
    void open() {
        host = NetworkNamespace.create("changes");
    }

    @AfterEach
    void close() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables-nft", "iptables-legacy"})
    void shouldMakeTheRulesOfEspAllTheSame(String used) throws Exception {
        begin(used);
        EspFirewall esp = new EspFirewall("weave");
        whileFlushed(
                spi -> esp.set(List.of(new Flow(1, 2, 6784, List.of(spi)))), "mangle", "filter");

        run(() -> esp.set(List.of(new Flow(1, 2, 6784, List.of(77)))));

        for (int i = 0; i < LOOKS; i++) {
            host.run(program, "-t", "mangle", "-F").orFail();
            run(esp::look);
            String rules = host.run(program, "-t", "mangle", "-S").orFail();
            assertTrue(rules.contains("--espspi 77 "), rules);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables-nft", "iptables-legacy"})
    void shouldLookAfterTheTableAllTheSame(String used) throws Exception {
        begin(used);
        Firewall firewall = new Firewall("weave", 6784, "docker0", 6783);
        whileFlushed(
                round -> {
                    host.run(program, "-t", "filter", "-F").orFail();
                    firewall.restore();
                },
                "filter");

        host.run(program, "-t", "filter", "-F").orFail();
        run(firewall::look);

        String rules = host.run(program, "-t", "filter", "-S").orFail();
        assertTrue(rules.contains("-A FORWARD -o weave -j WEAVE-EXPOSE"), rules);
    }

    /** A rule of somebody else's says which set of programs this host goes by. */
    private void begin(String used) {
        program = used;
        host.run(program, "-t", "raw", "-A", "OUTPUT", "-d", "192.0.2.1", "-j", "DROP").orFail();
    }

    private interface Work {
        void run(int round) throws Exception;
    }

    private interface Once {
        void run() throws Exception;
    }

    /**
     * Does the work again and again, and flushes one of the tables once at a random moment of each
     * time.
     */
    private void whileFlushed(Work work, String... tables) throws Exception {
        long longest = TimeUnit.MILLISECONDS.toNanos(100);
        for (int i = 1; i <= ROUNDS; i++) {
            int round = i;
            String table = tables[random.nextInt(tables.length)];
            long delay = random.nextLong(longest);
            Thread somebody =
                    Thread.ofPlatform()
                            .start(() -> {
                                LockSupport.parkNanos(delay);
                                host.run(program, "-t", table, "-F");
                            });
            long began = System.nanoTime();
            try {
                run(() -> work.run(round));
            } finally {
                somebody.join();
            }
            longest = System.nanoTime() - began;
        }
    }

    private void run(Once what) throws Exception {
        Callable<Void> whole =
                () -> {
                    what.run();
                    return null;
                };
        host.call(whole);
    }
}
