"""What each setting does, and what happens when it is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


@dataclass(frozen=True, slots=True)
class Explained:
    """What a setting does and what a change leads to; ``unset`` is what holds when it was not made. In English, to be looked up."""

    does: str
    changes: str
    unset: str = _("not set")


_OF_PROXIES = _("The proxy on the way out: downloads of lists, and the provider that people sign in with. Events to webhooks use none.")
_CHANGES_PROXIES = _("The next download goes the other way. It may hold a password, so only its presence is shown.")
_OF_OIDC_CLAIM = _("People who sign in afterwards are read anew; who has no role left is not let in.")

EXPLAINED: Mapping[str, Explained] = {
    "COMITY_HOME": Explained(
        _("The folder of everything that the node keeps: lists, indexes, the embedded database, the keys that sign the ledger."),
        _("The node works with what is in the other folder. Stop it and move the folder first, or it begins empty."),
    ),
    "COMITY_DATABASE_URL": Explained(
        _("Where records are. The password is never shown."),
        _("The node works with the records of the other database; nothing is moved. Back up here and restore there."),
        _("not set: node.db in the home"),
    ),
    "COMITY_LOG": Explained(
        _("The file of the log, which holds no data about people."),
        _("Lines go to the other file."),
        _("not set: standard error"),
    ),
    "COMITY_JOBS": Explained(
        _("Whether the process that answered you carries out jobs. “comity serve” has them carried out beside it, and then says off here."),
        _("Off: nothing runs by itself unless “comity work” does it: no list is fetched, nothing is erased, no event is sent."),
    ),
    "COMITY_LIST_UPDATES": Explained(
        _("Whether lists are fetched from their publishers by themselves."),
        _("Off: lists grow old until somebody imports or updates them; every answer says how old they are."),
    ),
    "COMITY_PRIVATE_WEBHOOKS": Explained(
        _("Whether events may be sent inside a private network, and unencrypted to this machine."),
        _("On: whoever may register webhooks can have this node speak to addresses that only it can reach."),
    ),
    "COMITY_REGISTRY_STALE_DAYS": Explained(
        _("How many days old a source of the registry may be before its answers are called stale."),
        _("More days: old data on who is bound to whom is shown without a warning for longer. Its date is shown in any case."),
    ),
    "XDG_DATA_HOME": Explained(
        _("Where the home is on Linux when COMITY_HOME is not set."),
        _("The home is another folder: see COMITY_HOME."),
    ),
    "LOCALAPPDATA": Explained(
        _("Where the home is on Windows when COMITY_HOME is not set."),
        _("The home is another folder: see COMITY_HOME."),
    ),
    "NUMBA_CACHE_DIR": Explained(
        _("Where the compiled matching code is kept."),
        _("It is compiled once more, in ten to twenty seconds. Results stay the same."),
        _("not set: beside the program, else in the user's cache folder"),
    ),
    "XDG_CACHE_HOME": Explained(
        _("Where the user's cache folder is."),
        _("The matching code is compiled once more if it was kept there."),
    ),
    "HTTPS_PROXY": Explained(_OF_PROXIES, _CHANGES_PROXIES),
    "HTTP_PROXY": Explained(_OF_PROXIES, _CHANGES_PROXIES),
    "ALL_PROXY": Explained(_OF_PROXIES, _CHANGES_PROXIES),
    "NO_PROXY": Explained(_("Hosts that are reached without the proxy."), _CHANGES_PROXIES),
    "COMITY_FRONT_ORIGIN": Explained(
        _("The address that browsers show. People sign in there, over TLS, and nowhere else but on the node's own machine."),
        _("Links to new users begin with it. Under another address nobody signs in any more; open sittings end there."),
        _("not set: people sign in on this machine only"),
    ),
    "COMITY_FRONT_HOSTS": Explained(
        _("Other names by which programs ask for the node."),
        _("Names that are not known are not answered, so that no web page can have its own name point here."),
        _("none"),
    ),
    "COMITY_FRONT_PROXIES": Explained(
        _("Reverse proxies whose word on a caller's address is taken."),
        _("Decides which address counts when attempts to sign in are limited; one that is not yours could claim any."),
    ),
    "COMITY_OIDC_ISSUER": Explained(
        _("The provider that people can sign in with, exactly as it writes its address."),
        _("People of the provider before cannot sign in any more; local users can."),
        _("not set: nobody signs in with a provider"),
    ),
    "COMITY_OIDC_CLIENT_ID": Explained(
        _("The id that the provider gave this node."),
        _("With one that the provider does not know, nobody signs in with it."),
    ),
    "COMITY_OIDC_CLIENT_SECRET": Explained(
        _("The secret of this node at the provider. Never shown, and refused in node.toml."),
        _("With a wrong one nobody signs in with the provider. None is needed for a client with PKCE alone."),
    ),
    "COMITY_OIDC_CLIENT_SECRET_FILE": Explained(
        _("A file that holds the secret, instead. What it holds is never shown."),
        _("The secret is read anew at the next start."),
    ),
    "COMITY_OIDC_ROLES": Explained(
        _("Which value of the claim is which role here. Who has none of them is not let in."),
        _("Roles are set at every sign-in with the provider: people get other rights the next time they sign in."),
    ),
    "COMITY_OIDC_ROLES_CLAIM": Explained(_("The claim of the ID token that holds the values of roles."), _OF_OIDC_CLAIM),
    "COMITY_OIDC_NAME_CLAIM": Explained(
        _("The claim with the name that colleagues read; when it is missing, preferred_username is taken."),
        _("Names change as people sign in."),
    ),
    "COMITY_OIDC_SCOPES": Explained(
        _("What the provider is asked for."), _("Claims that the provider gives only for a scope may be missing.")
    ),
    "COMITY_OIDC_LABEL": Explained(_("What the provider is called on the page for signing in."), _("The button says otherwise.")),
    "COMITY_OIDC_SKEW_SECONDS": Explained(
        _("How far the two clocks may be apart, in seconds."),
        _("More lets older tokens in; at most 300. Set the clocks right instead."),
    ),
}
"""By variable. A test holds it to what the program reads and to ``docs/reference/settings.md``."""
