package weave.tools.weaved;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import weave.core.conductor.EspTunnels;
import weave.tools.host.OdpNames;
import weave.tools.uplink.UplinkMode;
import weave.tools.uplink.UplinkSettings;

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
                    "xdp", DatapathSettings.Choice.XDP,
                    "sleeve", DatapathSettings.Choice.SLEEVE);

    private DatapathArguments() {}

    /**
     * @param bridge whose datapath it is
     * @throws UsageException if one of them is wrong
     */
    static DatapathSettings datapath(
            DatapathOptions options, String bridge, Environment environment) {
        DatapathSettings.Choice choice = choice(options.datapath);
        boolean noFastdp = isOn(options.noFastdp, "WEAVE_NO_FASTDP", environment);
        if (noFastdp) {
            if (choice != DatapathSettings.Choice.AUTO
                    && choice != DatapathSettings.Choice.XDP
                    && choice != DatapathSettings.Choice.SLEEVE) {
                throw new UsageException("--no-fastdp contradicts --datapath=" + options.datapath);
            }
            choice =
                    choice == DatapathSettings.Choice.XDP ? choice : DatapathSettings.Choice.SLEEVE;
        }
        boolean isBridged =
                choice == DatapathSettings.Choice.SLEEVE
                        || !isOn(options.noBridgedFastdp, "WEAVE_NO_BRIDGED_FASTDP", environment);
        Optional<UplinkSettings> uplink = uplink(options, choice);
        if (!isBridged && choice != DatapathSettings.Choice.ODP) {
            checkUnbridged(options, choice, uplink.isPresent());
        }
        return new DatapathSettings(
                choice,
                odpName(options.datapath, bridge),
                isBridged,
                !options.noBypass,
                !noFastdp,
                espRekey(options.espRekey),
                uplink);
    }

    private static void checkUnbridged(
            DatapathOptions options, DatapathSettings.Choice choice, boolean hasUplink) {
        if (choice != DatapathSettings.Choice.AUTO) {
            throw new UsageException(
                    "--no-bridged-fastdp contradicts --datapath=" + options.datapath);
        }
        if (hasUplink) {
            throw new UsageException("--no-bridged-fastdp contradicts --uplink");
        }
    }

    /** By itself, no card is touched: programs reset some. */
    private static Optional<UplinkSettings> uplink(
            DatapathOptions options, DatapathSettings.Choice choice) {
        boolean isNamed = !Arguments.isEmpty(options.uplink);
        boolean isMore = !Arguments.isEmpty(options.xdpMode) || options.xdpForce;
        boolean isAuto = choice == DatapathSettings.Choice.AUTO;
        if (choice != DatapathSettings.Choice.XDP && !(isAuto && isNamed)) {
            if (isNamed || isMore) {
                String flag =
                        isNamed ? "--uplink" : options.xdpForce ? "--xdp-force" : "--xdp-mode";
                throw new UsageException(
                        flag + against(options, choice) + ": want --datapath=xdp with it");
            }
            return Optional.empty();
        }
        Optional<UplinkMode> mode = mode(options.xdpMode);
        if (isAuto && mode.isPresent() && mode.get() != UplinkMode.ZERO_COPY) {
            throw new UsageException(
                    "--xdp-mode="
                            + options.xdpMode
                            + ": auto takes xdp with zero copy only; want --datapath=xdp with it");
        }
        return Optional.of(
                new UplinkSettings(
                        isNamed ? Optional.of(device(options.uplink)) : Optional.empty(),
                        isAuto ? Optional.of(UplinkMode.ZERO_COPY) : mode,
                        options.xdpForce));
    }

    private static String against(DatapathOptions options, DatapathSettings.Choice choice) {
        if (choice == DatapathSettings.Choice.AUTO) {
            return "";
        }
        return choice(options.datapath) == DatapathSettings.Choice.AUTO
                ? " contradicts --no-fastdp"
                : " contradicts --datapath=" + options.datapath;
    }

    private static String device(String given) {
        if (given.length() > NAME_LENGTH_MAX || !NAME.matcher(given).matches()) {
            throw Arguments.wrong("--uplink", given, "the name of an interface, like eth0");
        }
        return given;
    }

    private static Optional<UplinkMode> mode(String given) {
        if (Arguments.isEmpty(given)) {
            return Optional.empty();
        }
        for (UplinkMode mode : UplinkMode.values()) {
            if (mode.word().equals(given)) {
                return Optional.of(mode);
            }
        }
        throw Arguments.wrong("--xdp-mode", given, "zero-copy, copy or generic");
    }

    /** In the environment, anything but nothing means yes. */
    private static boolean isOn(Boolean given, String variable, Environment environment) {
        return given == null ? environment.variable(variable) != null : given;
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
                    "--datapath: want auto, vxlan, odp, xdp, sleeve or the name of a device, got "
                            + given);
        }
        return given;
    }
}
