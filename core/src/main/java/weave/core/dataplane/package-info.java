/** Puts the dataplane together, starts its threads and takes it down again. COLD. */
package weave.core.dataplane;
