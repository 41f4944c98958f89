/** Lookups of names: our DNS server and others, on the same names, one after the other. COLD. */
package weave.bench.dns;
