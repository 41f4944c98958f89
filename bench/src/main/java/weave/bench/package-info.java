/** The command line of weave-bench: one verb a measurement. COLD. */
package weave.bench;
