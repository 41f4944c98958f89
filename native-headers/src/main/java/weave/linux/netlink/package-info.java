/** Structures and constants of netlink and route netlink, with their C names. COLD. */
package weave.linux.netlink;
