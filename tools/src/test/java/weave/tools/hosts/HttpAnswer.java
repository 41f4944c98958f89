package weave.tools.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;

/**
 * What a daemon answered: the status code and the body. Asked over a plain socket, because a client
 * with a pool would mix up the daemons, which all have the same address.
 */
record HttpAnswer(int code, String body) {
    private static final int TIMEOUT_MILLIS = 20_000;

    /** Asks the daemon of the namespace that the calling thread is in. */
    static HttpAnswer ask(int port, String method, String path, String form) throws IOException {
        String request =
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: */*\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                        + form.getBytes(UTF_8).length
                        + "\r\n\r\n"
                        + form;
        String answer;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
        int head = answer.indexOf("\r\n\r\n");
        if (head < 0) {
            throw new IOException("no HTTP answer: " + answer);
        }
        return new HttpAnswer(
                Integer.parseInt(answer.split(" ", 3)[1]), answer.substring(head + 4));
    }
}
