package weave.tools.bugreport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrubberTest {
    private final Scrubber scrubber = new Scrubber(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weaved --password=S3cret host2",
                "weaved --password S3cret host2",
                "weaved -password S3cret",
                "weaved -password=S3cret",
                "weaved --password='S3cret' --port 1",
                "weaved --password \"S3cret and more\"",
                "ExecStart=/usr/bin/weaved --PASSWORD=S3cret",
                "[\"weaved\", \"--password\", \"S3cret\"]",
                "[\"weaved\", \"--password=S3cret\"]",
                "WEAVE_PASSWORD=S3cret",
                "Environment=WEAVE_PASSWORD=\"S3cret and more\"",
                "{\"WEAVE_PASSWORD\": \"S3cret\"}",
                "WEAVE_PASSWORD: S3cret",
                "weave_password='S3cret and more'",
            })
    void shouldHidePasswordsThatAreNamedSo(String line) {
        String scrubbed = scrubber.scrub(line);
        assertEquals(-1, scrubbed.indexOf("S3cret"), scrubbed);
        assertEquals(-1, scrubbed.indexOf("more"), scrubbed);
        assertEquals(true, scrubbed.contains("[hidden]"));
    }

    @Test
    void shouldHideKnownPasswordsWhereverTheyAre() {
        Scrubber knowing = new Scrubber(List.of("hunter2", "hunter2hunter", "abc"));
        assertEquals("x[hidden]y [hidden] abc", knowing.scrub("xhunter2y hunter2hunter abc"));
    }

    @Test
    void shouldLeaveTheRestAlone() {
        String text = "peer --password-file x password: none\n--peers=a,b\n";
        assertEquals(text, scrubber.scrub(text));
    }
}
