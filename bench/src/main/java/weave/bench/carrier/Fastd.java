package weave.bench.carrier;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weave.bench.lab.BenchException;
import weave.bench.lab.Commands;
import weave.bench.lab.Lab;
import weave.bench.lab.Patience;
import weave.bench.lab.Side;

/** fastd, a user-space tunnel in C, on a TAP behind a bridge. */
public final class Fastd implements Carrier {
    private static final String TAP = "fd0";
    private static final String LOG = "fastd.log";
    private static final int MTU = 1406;
    private static final int PORT = 10_000;
    private static final Pattern SECRET = Pattern.compile("Secret: (\\w+)");
    private static final Pattern PUBLIC = Pattern.compile("Public: (\\w+)");

    private record Keys(String secret, String published) {}

    private final String name;
    private final String method;

    private Fastd(String name, String method) {
        this.name = name;
        this.method = method;
    }

    public static Fastd plain() {
        return new Fastd("fastd-null", "null");
    }

    public static Fastd encrypted() {
        return new Fastd("fastd-crypt", "salsa2012+umac");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> programs() {
        return List.of("fastd");
    }

    @Override
    public List<String> versionCommand() {
        return List.of("fastd", "--version");
    }

    @Override
    public Ends up(Lab lab) {
        Map<Side, Keys> keys = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            keys.put(side, keys());
        }
        for (Side side : Side.values()) {
            String text = configuration(side, keys.get(side), keys.get(side.other()));
            String file = lab.write(side, "fastd.conf", text).toString();
            lab.host(side).start(lab.file(side, LOG), "fastd", "-c", file);
        }
        for (Side side : Side.values()) {
            Patience.until(
                    Patience.SOON,
                    () -> name + ": made no TAP: " + lab.lastLine(side, LOG),
                    () -> lab.host(side).hasDevice(TAP));
            String bridge = lab.bridge(side);
            lab.host(side).ip("link set " + TAP + " master " + bridge + " up");
            lab.attach(side, bridge, MTU);
        }
        return Ends.containers(lab);
    }

    private String configuration(Side side, Keys own, Keys other) {
        return """
        mode tap;
        interface "%s";
        method "%s";
        bind %s:%d;
        mtu %d;
        secret "%s";
        peer "other" { key "%s"; remote %s:%d; }
        """
                .formatted(
                        TAP,
                        method,
                        Lab.hostIp(side),
                        PORT,
                        MTU,
                        own.secret,
                        other.published,
                        Lab.hostIp(side.other()),
                        PORT);
    }

    private Keys keys() {
        Commands.Result result = Commands.run(List.of("fastd", "--generate-key"));
        String said = result.stdout() + result.stderr();
        return new Keys(find(SECRET, said), find(PUBLIC, said));
    }

    private String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new BenchException(name + ": no key from fastd --generate-key");
        }
        return matcher.group(1);
    }
}
