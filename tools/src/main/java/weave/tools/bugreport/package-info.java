/** {@code weave bugreport}: one file with what helps to find a fault, and no secrets. COLD. */
package weave.tools.bugreport;
