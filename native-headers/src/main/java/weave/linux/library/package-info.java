/** Libraries of the host, for those packages that know their functions. Not exported. COLD. */
package weave.linux.library;
