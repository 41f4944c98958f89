/** What a measurement ran on, and how its figures are written down. COLD. */
package weave.bench.report;
