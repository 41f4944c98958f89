/** The packet filter's rules, as far as the kernel tells of them at once. COLD. */
package weave.kernel.netfilter;
