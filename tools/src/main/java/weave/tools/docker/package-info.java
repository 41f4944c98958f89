/** What is asked of Docker, over its socket. COLD. */
package weave.tools.docker;
