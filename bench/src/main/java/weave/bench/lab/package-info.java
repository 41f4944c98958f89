/**
 * Hosts and containers as network namespaces, made for a measurement and removed after it. COLD.
 */
package weave.bench.lab;
