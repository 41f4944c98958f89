package weave.bench.carrier;

import java.util.List;
import weave.bench.lab.Commands;
import weave.bench.lab.Lab;
import weave.bench.lab.Side;

/** nebula, encrypted, from host to host: a layer-3 overlay has no bridge. */
public final class Nebula implements Carrier {
    private static final String LOG = "nebula.log";
    private static final int PORT = 4242;

    @Override
    public String name() {
        return "nebula";
    }

    @Override
    public List<String> programs() {
        return List.of("nebula", "nebula-cert");
    }

    @Override
    public List<String> versionCommand() {
        return List.of("nebula", "-version");
    }

    @Override
    public Ends up(Lab lab) {
        String authority = lab.folder().resolve("ca").toString();
        Commands.output(
                "nebula-cert",
                "ca",
                "-name",
                "bench",
                "-out-crt",
                authority + ".crt",
                "-out-key",
                authority + ".key");
        for (Side side : Side.values()) {
            String own = lab.file(side, "nebula").toString();
            Commands.output(
                    "nebula-cert",
                    "sign",
                    "-ca-crt",
                    authority + ".crt",
                    "-ca-key",
                    authority + ".key",
                    "-name",
                    "host" + side.number(),
                    "-ip",
                    Lab.containerCidr(side),
                    "-out-crt",
                    own + ".crt",
                    "-out-key",
                    own + ".key");
            String file =
                    lab.write(side, "nebula.yml", configuration(authority, own, side)).toString();
            lab.host(side).start(lab.file(side, LOG), "nebula", "-config", file);
        }
        return Ends.hosts(lab);
    }

    private static String configuration(String authority, String own, Side side) {
        Side other = side.other();
        return """
        pki: {ca: %s.crt, cert: %s.crt, key: %s.key}
        static_host_map: {"%s": ["%s:%d"]}
        lighthouse: {am_lighthouse: false, hosts: []}
        listen: {host: %s, port: %d}
        tun: {dev: nb0, mtu: 1300}
        firewall:
          outbound: [{port: any, proto: any, host: any}]
          inbound: [{port: any, proto: any, host: any}]
        """
                .formatted(
                        authority,
                        own,
                        own,
                        Lab.containerIp(other),
                        Lab.hostIp(other),
                        PORT,
                        Lab.hostIp(side),
                        PORT);
    }
}
