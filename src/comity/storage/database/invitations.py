"""One-time links, as ``identity`` describes them; each opens once, whoever comes at the same moment."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from comity.identity.invitations import Invitation, InvitationKind
from comity.model import Conflict
from comity.storage.database.repository import Repository
from comity.storage.database.schema import invitations


class Invitations(Repository):
    """The links that have not been swept yet."""

    def add(self, invitation: Invitation) -> None:
        """Keep a new link."""
        self._run(insert(invitations).values(asdict(invitation) | {"kind": invitation.kind.value}))

    def get(self, token_hash: str) -> Invitation | None:
        """The link whose token has that hash. Whether it still lets in is for ``identity`` to say."""
        row = self._row(select(invitations).where(invitations.c.token_hash == token_hash))
        return Invitation(**(dict(row) | {"kind": InvitationKind(row["kind"])})) if row else None

    def use(self, token_hash: str, at: datetime) -> None:
        """Mark a link used. Raises ``Conflict`` when it was used before: of two who follow it at once, one gets here."""
        unused = (invitations.c.token_hash == token_hash) & invitations.c.used_at.is_(None)
        if self._run(update(invitations).where(unused).values(used_at=at)) == 0:
            raise Conflict("this link was used before", "ask for another")

    def withdraw(self, user: str) -> int:
        """Remove the unused links of a user; how many."""
        return self._run(delete(invitations).where(invitations.c.user == user, invitations.c.used_at.is_(None)))

    def sweep(self, before: datetime) -> int:
        """Remove the links that ended before ``before``; how many."""
        return self._run(delete(invitations).where(invitations.c.expires_at < before))
