/**
 * weave-bench: measures the dataplane and puts it beside references. Knows nothing of the programs
 * but how they are started.
 */
module weave.bench {
    requires weave.core;
    requires weave.gossip;
    requires weave.vxlankernel;
    requires weave.xdp;
    requires HdrHistogram;
    requires info.picocli;
    requires com.fasterxml.jackson.databind;
    requires java.logging;
    requires jdk.management;

    // Picocli fills the options, Jackson reads the records of a report.
    opens weave.bench to
            info.picocli;
    opens weave.bench.report to
            com.fasterxml.jackson.databind;
    opens weave.bench.compare to
            com.fasterxml.jackson.databind;
    opens weave.bench.dns to
            com.fasterxml.jackson.databind;
    opens weave.bench.failover to
            com.fasterxml.jackson.databind;
    opens weave.bench.goals to
            com.fasterxml.jackson.databind;
    opens weave.bench.macs to
            com.fasterxml.jackson.databind;
    opens weave.bench.mesh to
            com.fasterxml.jackson.databind;
    opens weave.bench.scenario to
            com.fasterxml.jackson.databind;
    opens weave.bench.xdp to
            com.fasterxml.jackson.databind;
}
