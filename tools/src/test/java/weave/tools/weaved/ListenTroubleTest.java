package weave.tools.weaved;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ListenTroubleTest {
    @Test
    void shouldNameTheFlagAndSayWhatToDo() {
        assertEquals(
                "--http-addr: cannot listen at 127.0.0.1:6784: address already in use; another"
                        + " program has it, maybe another weaved: choose another with --http-addr",
                said("cannot listen at 127.0.0.1:6784: address already in use"));
        assertEquals(
                "--http-addr: cannot listen at 192.0.2.1:80: cannot assign requested address; want"
                        + " an address of this host",
                said("cannot listen at 192.0.2.1:80: cannot assign requested address"));
        assertEquals(
                "--http-addr: cannot listen at /x: a file that is no socket; choose another with"
                        + " --http-addr",
                said("cannot listen at /x: a file that is no socket"));
    }

    private static String said(String reason) {
        return ListenTrouble.explained("--http-addr", new IOException(reason)).getMessage();
    }
}
