/** What carries frames from container to container, ours and what it is compared with. COLD. */
package weave.bench.carrier;
