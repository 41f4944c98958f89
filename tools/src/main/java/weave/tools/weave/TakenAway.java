package weave.tools.weave;

import java.util.List;
import weave.tools.attach.AddressRequest;
import weave.tools.attach.Cidr;
import weave.tools.client.BareHttp.Reply;

/** Addresses that were to be taken away: prints those that were, and says which were not there. */
final class TakenAway {
    private TakenAway() {}

    /**
     * What was not there is not there any more, as was wanted: that is no failure.
     *
     * @param reply lists the addresses that were there, separated by blanks
     * @param asked for those; none means all
     * @param owner of them, for people
     * @return the exit status
     */
    static int print(Weave weave, Reply reply, List<String> asked, String owner) {
        int status = weave.print(reply);
        if (reply.isSuccess()) {
            missing(asked, List.of(reply.body().strip().split("\\s+")), owner)
                    .forEach(weave::complain);
        }
        return status;
    }

    static List<String> missing(List<String> asked, List<String> taken, String owner) {
        boolean isNothing = String.join("", taken).isEmpty();
        if (asked.isEmpty()) {
            return isNothing ? List.of(owner + " has no address here") : List.of();
        }
        return asked.stream()
                .filter(text ->
                        switch (AddressRequest.parsePresent(text)) {
                            case AddressRequest.Given given ->
                                    !taken.contains(given.cidr().addressText());
                            case AddressRequest.Present one ->
                                    !taken.contains(Cidr.text(one.address()));
                            case AddressRequest.InSubnet _ -> isNothing;
                            case AddressRequest.InDefaultSubnet _ -> isNothing;
                        })
                .map(text -> text + ": " + owner + " does not have it")
                .toList();
    }
}
