/** How Linux says no, and what the packages below share. COLD. */
package weave.linux;
