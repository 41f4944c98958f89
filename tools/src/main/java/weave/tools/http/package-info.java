/**
 * HTTP/1.1 on TCP and unix sockets, served by the control thread's own event loop, and the routes
 * of the daemon. COLD. A request is answered or refused, whatever it holds; nothing thrown by a
 * handler reaches the loop.
 */
package weave.tools.http;
