"""What a case is found by: the words of its subject's names and of the listed name, the owner's number, and the id of the listing.

Words are kept in Latin letters as names are read here, without marks and case, so that a name is found in whatever script it was written;
what is typed finds every word that begins so. They quote the subject, and are erased with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, literal, select

from comity.model import UsageError
from comity.names.clean import clean
from comity.names.romanise import romanise
from comity.storage.database.repository import Repository, chunks
from comity.storage.database.schema import case_words, cases

MOST_FOUND = 10_000
"""Cases that a word alone may name; for more, another word or more of its letters is asked for."""

MOST_TOGETHER = 50_000
"""Cases that the rarest of several words may name: they are looked through for the others."""

RARE_ENOUGH = 5_000
"""Cases of a word that are looked through at once, without asking whether another word names fewer."""

MOST_WORDS = 40
"""Words by which one case is found; and its longest, in bytes: ``LONGEST``."""

MOST_SOUGHT = 6
LONGEST = 60


def words_in(texts: Iterable[str]) -> frozenset[bytes]:
    """The words of ``texts``, at most ``MOST_WORDS`` of them."""
    words: dict[bytes, None] = {}
    for text in texts:
        words |= dict.fromkeys(_words(text))
    return frozenset(list(words)[:MOST_WORDS])


def _words(text: str) -> Iterable[bytes]:
    folded = romanise(clean(text)).casefold()
    return (word.encode()[:LONGEST] for word in "".join(letter if letter.isalnum() else " " for letter in folded).split())


class CaseWords(Repository):
    """The words of all cases."""

    def put_many(self, texts: Mapping[str, Sequence[str]]) -> None:
        """Let each case, by id, be found by the words of these texts and no others."""
        for chunk in chunks(texts):
            self._run(delete(case_words).where(case_words.c.case_id.in_(chunk)))
            self._run(insert(case_words), [{"case_id": one, "word": word} for one in chunk for word in words_in(texts[one])])

    def narrowed(self, sought: str) -> ColumnElement[bool]:
        """What a statement about cases asks so that only those are found that have, for each word of ``sought``, one that begins so.

        Raises ``UsageError`` when there is no word in it, or they name too many cases: one more than ``MOST_FOUND``, each of several more
        than ``MOST_TOGETHER``.
        """
        words = sorted(words_in([sought]), key=len, reverse=True)[:MOST_SOUGHT]
        if not words:
            raise UsageError("there is no letter and no digit in what is searched for", "give the beginning of a name or number")
        rarest = self._rarest(words)
        others = [exists().where(case_words.c.case_id == cases.c.id, _begins(word)) for word in words if word != rarest]
        return and_(cases.c.id.in_(select(case_words.c.case_id).where(_begins(rarest))), *others)

    def _rarest(self, words: Sequence[bytes]) -> bytes:
        """The word that names the fewest cases. Raises ``UsageError`` when they are too many."""
        most = MOST_TOGETHER if len(words) > 1 else MOST_FOUND
        fewest, rarest = most + 1, words[0]
        for word in words:  # none is counted further than the fewest yet
            count = self._count(word, fewest)
            if count < fewest:
                fewest, rarest = count, word
            if fewest <= RARE_ENOUGH:
                break
        if fewest > most:
            raise UsageError(f"more than {most:,} cases are found so", "give more letters, or another word of the name")
        return rarest

    def _count(self, word: bytes, most: int) -> int:
        """How many cases a word names, counted to ``most``."""
        some = select(literal(1).label("one")).select_from(case_words).where(_begins(word)).limit(most).subquery()
        return int(self._scalar(select(func.count()).select_from(some)))


def _begins(word: bytes) -> ColumnElement[bool]:
    """Bytes are compared as bytes on both databases; no word of UTF-8 goes on with 0xFF."""
    return and_(case_words.c.word >= word, case_words.c.word < word + b"\xff")
