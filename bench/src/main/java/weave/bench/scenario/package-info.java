/**
 * Work of the dataplane on frames in memory, and how it is timed: the real classes of core and of
 * the ciphers, without any system call. What {@link weave.bench.scenario.Work#run} calls is written
 * as the agents are: it allocates nothing.
 */
package weave.bench.scenario;
