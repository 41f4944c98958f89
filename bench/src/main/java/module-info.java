/**
 * weave-bench: measures the dataplane and puts it beside references. Knows nothing of the programs.
 */
module weave.bench {
    requires weave.core;
    requires weave.gossip;
    requires HdrHistogram;
    requires info.picocli;
}
