package weave.tools.weaved;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weave.core.tuning.IdleMode;
import weave.core.tuning.ThreadingMode;
import weave.core.tuning.Tuning;

class TuningArgumentsTest {
    @Test
    void shouldBeTheDefaultsWhenNothingIsGiven() {
        assertEquals(Tuning.defaults(), parse());
        assertEquals(Tuning.defaults(), parse("--batch=", "--idle=", "--threads=", "--offloads="));
    }

    @Test
    void shouldTakeEveryFlag() {
        Tuning tuning =
                parse(
                        "--batch=1",
                        "--batch=128",
                        "--idle=spin",
                        "--threads=dedicated",
                        "--socket-buffers=1073741823",
                        "--offloads=off");
        assertEquals(128, tuning.captureBatch());
        assertEquals(128, tuning.receiveBatch());
        assertEquals(IdleMode.SPIN, tuning.idle());
        assertEquals(ThreadingMode.DEDICATED, tuning.threads());
        assertEquals(1073741823, tuning.socketBufferLength());
        assertFalse(tuning.offloads());
        assertEquals(ThreadingMode.SHARED, parse("--threads", "shared").threads());
        assertEquals(ThreadingMode.suited(), parse("--threads", "auto").threads());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--batch=0        | --batch: \"0\": want a number from 1 to 1024",
                "--batch=1025     | --batch: \"1025\": want a number from 1 to 1024",
                "--batch=-1       | --batch: \"-1\": want a number from 1 to 1024",
                "--batch=many     | --batch: \"many\": want a number from 1 to 1024",
                "--idle=doze      | --idle: \"doze\": want block or spin",
                "--threads=3      | --threads: \"3\": want auto, shared or dedicated",
                "--offloads=maybe | --offloads: \"maybe\": want on or off",
                "--socket-buffers=9999999999 | --socket-buffers: \"9999999999\": want a number from"
                        + " 65536 to 1073741823",
                "--socket-buffers=8M | --socket-buffers: \"8M\": want a number from 65536 to"
                        + " 1073741823",
            })
    void shouldSayWhatIsAcceptedWhenAValueIsWrong(String given, String said) {
        UsageException wrong = assertThrows(UsageException.class, () -> parse(given));
        assertEquals(said, wrong.getMessage());
    }

    private static Tuning parse(String... arguments) {
        return TuningArguments.tuning(Flags.parse(arguments).options().tuning);
    }
}
