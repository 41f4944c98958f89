/** Carriers measured side by side in interleaved rounds, and the ratios that come of it. COLD. */
package weave.bench.compare;
