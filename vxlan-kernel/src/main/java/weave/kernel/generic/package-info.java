/** Generic netlink: families of requests that kernel modules bring along. COLD. */
package weave.kernel.generic;
