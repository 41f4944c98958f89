/** Loops over AF_XDP sockets, and the same in C beside them. COLD but for the loops themselves. */
package weave.bench.xdp;
