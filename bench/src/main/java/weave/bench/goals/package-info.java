/** What weaved is to reach beside its references, and whether it does. COLD. */
package weave.bench.goals;
