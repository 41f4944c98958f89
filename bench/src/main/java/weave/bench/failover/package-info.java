/** How long nothing arrives when the kernel's path breaks. */
package weave.bench.failover;
