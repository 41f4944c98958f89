/** What the kernel knows of a link, for those who send by it past the kernel. COLD. */
package weave.kernel.uplink;
