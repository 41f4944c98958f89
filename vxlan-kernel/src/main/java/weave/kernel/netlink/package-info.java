/** Questions to the kernel over netlink, and its answers. COLD. */
package weave.kernel.netlink;
