package weave.tools.weaved;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Checks the flags about the fast datapath. */
final class DatapathArguments {
    private static final Logger LOG = System.getLogger("weaved");

    private DatapathArguments() {}

    /**
     * @throws UsageException if one of them is wrong
     */
    static DatapathSettings datapath(DatapathOptions options) {
        DatapathSettings.Choice choice = choice(options.datapath);
        if (options.noFastdp) {
            if (choice == DatapathSettings.Choice.VXLAN) {
                throw new UsageException("--no-fastdp contradicts --datapath=" + options.datapath);
            }
            choice = DatapathSettings.Choice.SLEEVE;
        }
        return new DatapathSettings(choice, !options.noBypass);
    }

    private static DatapathSettings.Choice choice(String given) {
        if (given == null || given.isEmpty()) {
            return DatapathSettings.Choice.AUTO;
        }
        return switch (given) {
            case "auto" -> DatapathSettings.Choice.AUTO;
            case "vxlan" -> DatapathSettings.Choice.VXLAN;
            case "sleeve" -> DatapathSettings.Choice.SLEEVE;
            default -> {
                LOG.log(
                        Level.INFO,
                        "--datapath="
                                + given
                                + " names a device of Open vSwitch, as Weave Net has it: taken for"
                                + " auto");
                yield DatapathSettings.Choice.AUTO;
            }
        };
    }
}
