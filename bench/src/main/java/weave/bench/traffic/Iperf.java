package weave.bench.traffic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import weave.bench.carrier.Ends;
import weave.bench.lab.BenchException;
import weave.bench.lab.Commands;

/** iperf3 at both ends, read through its JSON. */
final class Iperf implements TcpStream {
    static final String PROGRAM = "iperf3";

    private static final int END_SECONDS = 10;

    /** Fast as it goes. */
    private static final double UNLIMITED = 0;

    @Override
    public Result run(Ends ends, int connections, int seconds) {
        Process server = serve(ends);
        try {
            Commands.Result result =
                    ends.left()
                            .run(
                                    client(ends, connections, seconds, UNLIMITED)
                                            .toArray(String[]::new));
            return parse(result.stdout());
        } finally {
            end(server);
        }
    }

    /** Starts a stream of this rate that goes on while something else is measured. */
    Background background(Ends ends, int seconds, double gigabitsPerSecond) {
        Process server = serve(ends);
        Process client =
                ends.left()
                        .start(client(ends, 1, seconds, gigabitsPerSecond).toArray(String[]::new));
        return new Background(server, client);
    }

    /** A stream under way. */
    static final class Background implements AutoCloseable {
        private final Process server;
        private final Process client;

        private Background(Process server, Process client) {
            this.server = server;
            this.client = client;
        }

        /** Waits for its end; returns what it carried. */
        Result finish() {
            try (BufferedReader reader = client.inputReader()) {
                return parse(String.join("\n", reader.lines().toList()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            end(client);
            end(server);
        }
    }

    private static List<String> client(
            Ends ends, int connections, int seconds, double gigabitsPerSecond) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                PROGRAM,
                                "--json",
                                "--connect-timeout",
                                "5000",
                                "-c",
                                ends.rightIp(),
                                "-P",
                                Integer.toString(connections),
                                "-t",
                                Integer.toString(seconds)));
        if (gigabitsPerSecond != UNLIMITED) {
            command.addAll(List.of("-b", Math.round(gigabitsPerSecond * 1e9) + ""));
        }
        return command;
    }

    /** A server for one test, ready. */
    private static Process serve(Ends ends) {
        Process server = ends.right().start(PROGRAM, "-s", "-1", "--forceflush");
        BufferedReader reader = server.inputReader();
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.contains("listening")) {
                    return server;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new BenchException("iperf3 -s ended");
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new BenchException("interrupted");
        }
    }

    static Result parse(String json) {
        try {
            JsonNode report = new ObjectMapper().readTree(json);
            JsonNode received = report.path("end").path("sum_received");
            if (received.isMissingNode()) {
                throw new BenchException("iperf3: " + report.path("error").asText("no result"));
            }
            return new Result(
                    received.path("bytes").asLong(),
                    received.path("seconds").asDouble(),
                    report.path("end").path("sum_sent").path("retransmits").asLong(-1),
                    bySecond(report.path("intervals")));
        } catch (JsonProcessingException e) {
            throw new BenchException("iperf3 wrote no JSON: " + Commands.oneLine(json));
        }
    }

    private static List<Double> bySecond(JsonNode intervals) {
        List<Double> gigabits = new ArrayList<>();
        for (JsonNode interval : intervals) {
            gigabits.add(interval.path("sum").path("bits_per_second").asDouble() / 1e9);
        }
        return gigabits;
    }
}
