/** Structures and constants of AF_XDP sockets, with their C names. HOT. */
package weave.linux.xdp;
