package weave.tools.weaved;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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
        assertEquals(
                Tuning.defaults(),
                parse("--batch=", "--idle=", "--cpus=", "--busy-poll=", "--offloads="));
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
                        "--cpus=0",
                        "--huge-pages",
                        "--busy-poll=50",
                        "--offloads=off");
        assertEquals(List.of(0), tuning.cpus());
        assertTrue(tuning.hugePages());
        assertEquals(50, tuning.busyPollMicros());
        assertEquals(128, tuning.captureBatch());
        assertEquals(128, tuning.receiveBatch());
        assertEquals(IdleMode.SPIN, tuning.idle());
        assertEquals(ThreadingMode.DEDICATED, tuning.threads());
        assertEquals(1073741823, tuning.socketBufferLength());
        assertFalse(tuning.offloads());
        assertEquals(IdleMode.YIELD, parse("--idle=yield").idle());
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
                "--idle=doze      | --idle: \"doze\": want block, yield or spin",
                "--threads=3      | --threads: \"3\": want auto, shared or dedicated",
                "--busy-poll=10001 | --busy-poll: \"10001\": want a number from 0 to 10000",
                "--cpus=1-       | --cpus: \"1-\": want processors, each once, like 2,3 or 4-7",
                "--cpus=3-1      | --cpus: \"3-1\": want processors, each once, like 2,3 or 4-7",
                "--cpus=0,0      | --cpus: \"0,0\": want processors, each once, like 2,3 or 4-7",
                "--cpus=0,       | --cpus: \"0,\": want processors, each once, like 2,3 or 4-7",
                "--cpus=1023     | --cpus: processor 1023 does not exist, is offline or is not"
                        + " allowed to weaved",
                "--cpus=9999     | --cpus: processor 9999 does not exist, is offline or is not"
                        + " allowed to weaved",
                "--huge-pages=2M | Invalid value for option '--huge-pages': '2M' is not a boolean;"
                        + " see weaved --help",
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
