/** Traffic between the two ends of a carrier, and what it cost. COLD. */
package weave.bench.traffic;
