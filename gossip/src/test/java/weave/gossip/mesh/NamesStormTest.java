package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import weave.gossip.dns.DnsName;
import weave.gossip.dns.MemoryNameStore;
import weave.gossip.dns.NameEntry;
import weave.gossip.dns.Nameserver;
import weave.gossip.dns.RecordData;
import weave.gossip.dns.RecordType;
import weave.testkit.Seed;

/**
 * Names that are added and deleted while hosts lose sight of each other, die and come back: in the
 * end everybody knows what everybody has, and nothing else.
 */
class NamesStormTest {
    private static final int PEERS = 6;
    private static final int OPERATIONS = 1_000;
    private static final int CONTAINERS = 4;
    private static final double HEALING_SECONDS = 900;
    private static final long EPOCH_SECONDS = 1_700_000_000L;

    private final Random random = new Random(Seed.next(NamesStormTest.class));
    private final VirtualLoop loop = new VirtualLoop();
    private final InMemoryNetwork network = new InMemoryNetwork(loop, random);
    private final List<Site> sites = new ArrayList<>();

    /** A host, whose disk outlives its daemon. */
    private final class Site {
        final int number;
        final MemoryNameStore disk = new MemoryNameStore();

        /** What was acknowledged: container, name and data. */
        final Set<String> registered = new TreeSet<>();

        TestPeer peer;
        Nameserver names;

        Site(int number) {
            this.number = number;
        }

        void start() {
            peer = TestPeer.start(loop, network, number, random.nextLong(), builder -> builder);
            names =
                    new Nameserver(
                            peer.name,
                            Nameserver.DOMAIN_DEFAULT,
                            Nameserver.TTL_DEFAULT,
                            loop,
                            name -> peer.router.peers().find(name).isPresent(),
                            () -> EPOCH_SECONDS + loop.nanoTime() / 1_000_000_000L,
                            disk);
            names.join(peer.router);
            for (Site other : sites) {
                if (other.isUp() && other != this) {
                    peer.connect(other.peer);
                }
            }
        }

        void kill() {
            peer.router.stop();
            peer = null;
            names = null;
        }

        boolean isUp() {
            return peer != null;
        }

        void add(String container, String name, RecordData data) {
            assertTrue(names.add(name, container, data));
            registered.add(line(container, name, data));
        }

        void died(String container) {
            names.containerDied(container);
            registered.removeIf(line -> line.startsWith(container + " "));
        }

        void delete(String name) {
            names.delete(Optional.of(name), Optional.empty(), Optional.empty());
            registered.removeIf(line -> line.contains(" " + name + " "));
        }

        Set<String> known() {
            return Stream.concat(names.entries().stream(), names.records().stream())
                    .filter(NameEntry::isLive)
                    .map(entry -> line(entry.containerId(), entry.hostname(), entry.data()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** How many addresses of a name are answered. */
        int answered(String name) {
            byte[] wire = DnsName.wire(name).orElseThrow();
            return names.index().find(wire, wire.length) == null
                    ? 0
                    : names.index().find(wire, wire.length).records(RecordType.A).length;
        }
    }

    private static String line(String container, String name, RecordData data) {
        return container + " " + name + " " + data.label();
    }

    @RepeatedTest(10)
    void shouldKnowInTheEndWhatEverybodyHas() {
        for (int i = 1; i <= PEERS; i++) {
            sites.add(new Site(i));
        }
        sites.forEach(Site::start);
        for (int i = 0; i < OPERATIONS; i++) {
            disturb(sites.get(random.nextInt(PEERS)));
            loop.run((long) (Math.pow(random.nextDouble(), 4) * 20e9));
        }
        heal();
        Set<String> all = new TreeSet<>();
        sites.forEach(site -> all.addAll(site.registered));
        assertTrue(
                loop.runUntil(
                        HEALING_SECONDS,
                        () -> sites.stream().allMatch(site -> site.known().equals(all))),
                () -> report(all));
        for (int name = 0; name < 5; name++) {
            String hostname = name(name);
            long addresses =
                    all.stream().filter(line -> line.contains(" " + hostname + " 10.")).count();
            for (Site site : sites) {
                assertTrue(site.answered(hostname) == addresses, hostname);
            }
        }
    }

    private void disturb(Site site) {
        int choice = random.nextInt(100);
        if (!site.isUp()) {
            if (choice < 40) {
                site.start();
            }
        } else if (choice < 45) {
            int address = random.nextInt(6);
            site.add(
                    container(site),
                    name(random.nextInt(5)),
                    RecordData.address(
                                    random.nextInt(3) == 0
                                            ? "fd00::" + site.number + address
                                            : "10.32." + site.number + "." + address)
                            .orElseThrow());
        } else if (choice < 60) {
            site.died(container(site));
        } else if (choice < 70) {
            site.delete(name(random.nextInt(5)));
        } else if (choice < 75) {
            site.kill();
            if (random.nextBoolean()) {
                // Before anybody has noticed.
                site.start();
            }
        } else {
            Site other = sites.get(random.nextInt(PEERS));
            if (other != site && choice < 87) {
                network.cut(TestPeer.hostOf(site.number), TestPeer.hostOf(other.number));
            } else if (other != site) {
                network.mend(TestPeer.hostOf(site.number), TestPeer.hostOf(other.number));
            }
        }
    }

    private String container(Site site) {
        return "c" + site.number + "-" + random.nextInt(CONTAINERS);
    }

    private static String name(int number) {
        return "name" + number + ".weave.local.";
    }

    private void heal() {
        for (Site one : sites) {
            for (Site other : sites) {
                if (one != other) {
                    network.mend(TestPeer.hostOf(one.number), TestPeer.hostOf(other.number));
                }
            }
            if (!one.isUp()) {
                one.start();
            }
        }
    }

    private String report(Set<String> all) {
        StringBuilder report = new StringBuilder();
        for (Site site : sites) {
            Set<String> missing = new TreeSet<>(all);
            missing.removeAll(site.known());
            Set<String> tooMany = new TreeSet<>(site.known());
            tooMany.removeAll(all);
            report.append(site.number)
                    .append(" lacks ")
                    .append(missing)
                    .append(", has beside ")
                    .append(tooMany)
                    .append("; ")
                    .append(site.peer.establishedCount())
                    .append(" connections\n");
        }
        return report.toString();
    }
}
