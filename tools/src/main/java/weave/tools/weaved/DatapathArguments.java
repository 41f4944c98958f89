package weave.tools.weaved;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import weave.core.conductor.EspTunnels;
import weave.tools.host.OdpNames;

/** Checks the flags about the fast datapath. */
final class DatapathArguments {
    private static final int NAME_LENGTH_MAX = 15;
    private static final Duration ESP_REKEY_DEFAULT = Duration.ofHours(1);
    private static final Duration ESP_REKEY_MAX = Duration.ofHours(24);
    private static final Pattern NAME = Pattern.compile("[^/:\\s]+");
    private static final Map<String, DatapathSettings.Choice> CHOICES =
            Map.of(
                    "auto", DatapathSettings.Choice.AUTO,
                    "vxlan", DatapathSettings.Choice.VXLAN,
                    "odp", DatapathSettings.Choice.ODP,
                    "sleeve", DatapathSettings.Choice.SLEEVE);

    private DatapathArguments() {}

    /**
     * @param bridge whose datapath it is
     * @throws UsageException if one of them is wrong
     */
    static DatapathSettings datapath(DatapathOptions options, String bridge) {
        DatapathSettings.Choice choice = choice(options.datapath);
        if (options.noFastdp) {
            if (choice != DatapathSettings.Choice.AUTO
                    && choice != DatapathSettings.Choice.SLEEVE) {
                throw new UsageException("--no-fastdp contradicts --datapath=" + options.datapath);
            }
            choice = DatapathSettings.Choice.SLEEVE;
        }
        return new DatapathSettings(
                choice,
                odpName(options.datapath, bridge),
                !options.noBypass,
                espRekey(options.espRekey));
    }

    private static Duration espRekey(String given) {
        if (Arguments.isEmpty(given)) {
            return ESP_REKEY_DEFAULT;
        }
        return Durations.parse(given)
                .filter(time ->
                        time.compareTo(EspTunnels.RENEWAL_MIN) >= 0
                                && time.compareTo(ESP_REKEY_MAX) <= 0)
                .orElseThrow(() ->
                        Arguments.wrong("--esp-rekey", given, "a time like 30m, from 10s to 24h"));
    }

    private static DatapathSettings.Choice choice(String given) {
        return given == null
                ? DatapathSettings.Choice.AUTO
                : CHOICES.getOrDefault(given, DatapathSettings.Choice.AUTO);
    }

    /** What is none of the choices is the name of a device, as Weave Net has it. */
    private static String odpName(String given, String bridge) {
        if (given == null || given.isEmpty() || CHOICES.containsKey(given)) {
            return OdpNames.of(bridge).datapath();
        }
        if (given.length() > NAME_LENGTH_MAX || !NAME.matcher(given).matches()) {
            throw new UsageException(
                    "--datapath: want auto, vxlan, odp, sleeve or the name of a device, got "
                            + given);
        }
        return given;
    }
}
