/** Network interfaces and their addresses: made, found, changed, removed. COLD. */
package weave.kernel.link;
