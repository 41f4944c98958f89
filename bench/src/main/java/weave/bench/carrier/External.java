package weave.bench.carrier;

import java.util.ArrayList;
import java.util.List;
import weave.bench.lab.BenchException;
import weave.bench.lab.Commands;
import weave.bench.lab.Lab;
import weave.bench.lab.Side;

/**
 * Whatever a command of the operator's sets up. The command finds the lab in its environment,
 * attaches the containers (10.32.0.1/12 and 10.32.0.2/12) and returns; what it leaves running in
 * the namespaces is ended with them.
 */
public final class External implements Carrier {
    private final String name;
    private final String command;

    public External(String name, String command) {
        this.name = name;
        this.command = command;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> programs() {
        return List.of();
    }

    @Override
    public List<String> versionCommand() {
        return List.of("echo", command);
    }

    @Override
    public Ends up(Lab lab) {
        List<String> whole = new ArrayList<>(List.of("env"));
        whole.add("WEAVE_BENCH_FOLDER=" + lab.folder());
        whole.add("WEAVE_BENCH_UPLINK=" + Lab.UPLINK);
        for (Side side : Side.values()) {
            whole.add("WEAVE_BENCH_HOST" + side.number() + "=" + lab.host(side).name());
            whole.add("WEAVE_BENCH_BOX" + side.number() + "=" + lab.container(side).name());
            whole.add("WEAVE_BENCH_HOST" + side.number() + "_IP=" + Lab.hostIp(side));
            whole.add("WEAVE_BENCH_BOX" + side.number() + "_CIDR=" + Lab.containerCidr(side));
        }
        whole.addAll(List.of("sh", "-c", command + "\n"));
        Commands.Result result = Commands.runDetached(whole, lab.folder().resolve("command.log"));
        if (result.exit() != 0) {
            throw new BenchException(
                    name + ": exit status " + result.exit() + ": " + result.stdout());
        }
        return Ends.containers(lab);
    }
}
