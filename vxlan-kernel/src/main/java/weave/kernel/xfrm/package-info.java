/**
 * IPsec, driven over netlink: security associations and policies, and the tunnels made of them.
 * COLD.
 */
package weave.kernel.xfrm;
