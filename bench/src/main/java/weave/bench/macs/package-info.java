/** How quickly the kernel is told where MAC addresses live. */
package weave.bench.macs;
