/**
 * What the daemon tells monitoring systems, in the text format of Prometheus. COLD; each group of
 * series says what it has and reads it when asked.
 */
package weave.tools.metrics;
