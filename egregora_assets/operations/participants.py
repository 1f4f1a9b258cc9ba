"""The part of `Deployment` that is about participants: who they are, what they decided, names to judge, erasure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from egregora_assets.operations import consent, review
from egregora_assets.operations.context import DeploymentContext, open_context
from egregora_assets.operations.erasing import erase as erasing
from egregora_assets.operations.erasing.steps import ErasureEvent, ErasureResult
from egregora_assets.operations.people import Person, find_names, find_person, read_people
from egregora_assets.services.erasure_records import journal_path, refuse_during_erasure


class ParticipantMethods:
    """What an operator does about participants.

    Args: as for `Deployment`.
    """

    def __init__(self, home: Path | str | None = None, *, overrides: Mapping[str, object] | None = None) -> None:
        self._home, self._overrides = home, overrides

    @cached_property
    def context(self) -> DeploymentContext:
        """Folders, definitions and services, for what this class does not do.

        Raises:
            FolderNotWritable, FolderTooOpen: the folder cannot be used.
        """
        return open_context(self._home, self._overrides)

    @property
    def home(self) -> Path:
        """The deployment's folder."""
        return self.context.home

    @property
    def has_unfinished_erasure(self) -> bool:
        """Whether an erasure was cut off: `resume_erasure` ends it, and most else is refused until then."""
        return journal_path(self.home).is_file()

    def refuse_unfinished_erasure(self) -> None:
        """Does nothing, unless an erasure was cut off.

        Raises:
            ErasureUnfinished: one was.
        """
        refuse_during_erasure(self.home)

    def find_person(self, text: str, *, by_name: bool = False) -> Person:
        """The one participant who is meant by a pseudonym, an alias or an id; or by a name or number if `by_name`.

        Raises:
            PersonUnknown, PersonAmbiguous: nobody is meant, or several are.
        """
        self.context.store.prepare()
        return find_person(read_people(self.context.store), text, by_name=by_name)

    def who(self, pseudonym: str) -> list[Person]:
        """Who is shown under a pseudonym or alias, by conversation, with the real name from the vault.

        Raises:
            PseudonymUnknown: nobody is, or the vault no longer holds the name.
        """
        self.context.store.prepare()
        return find_names(self.context.store, pseudonym)

    def opt_out(self, author: str | Person) -> consent.ConsentDecision:
        """Takes everything of a person off the site with the next run.

        Args:
            author: pseudonym, alias or id, or what `find_person` returned.

        Raises:
            PersonUnknown, PersonAmbiguous, ErasureUnfinished: nothing was recorded.
        """
        return self._decide(author, "opt-out")

    def opt_in(self, author: str | Person) -> consent.ConsentDecision:
        """Publishes a person again with the next run; only who agreed may be published.

        Args and Raises: as for `opt_out`.
        """
        return self._decide(author, "opt-in")

    def _decide(self, author: str | Person, choice: consent.Choice) -> consent.ConsentDecision:
        refuse_during_erasure(self.home)
        return consent.decide_consent(self.context, self._person(author), choice)

    def _person(self, author: str | Person) -> Person:
        return author if isinstance(author, Person) else self.find_person(author)

    def erase(
        self,
        authors: str | Person | Sequence[str | Person],
        *,
        confirm: Callable[[erasing.ErasurePreview], bool] = lambda _preview: True,
        backups: erasing.Backups = "remove",
        inbox: erasing.Inbox = "keep",
        progress: Callable[[ErasureEvent], None] | None = None,
    ) -> ErasureResult:
        """Removes everything of a person for good, and proves it. It runs the pipeline, and takes a while.

        Args:
            authors: the person, as for `opt_out`; several where one person has several ids.
            confirm: is shown what will be removed; False ends it before anything is changed.
            backups, inbox: what is done with backups, and with exports in the inbox that hold the person.

        Raises:
            PersonUnknown, PersonAmbiguous, NotConfirmed, ErasureUnfinished: nothing was changed.
            ErasureIncomplete: something is left that only the operator can remove.
            EgregoraError: why the site could not be made again; `resume_erasure` goes on.
        """
        given = [authors] if isinstance(authors, str | Person) else authors
        people = [self._person(author) for author in given]
        return erasing.erase(self.context, people, confirm, backups=backups, inbox=inbox, progress=progress)

    def resume_erasure(self, progress: Callable[[ErasureEvent], None] | None = None) -> ErasureResult | None:
        """Goes on with an erasure that was cut off; None where none was.

        Raises:
            ErasureIncomplete, EgregoraError: as for `erase`.
        """
        return erasing.resume_erasure(self.context, progress)

    def unreviewed_names(self, chat: str | None = None) -> list[review.UnreviewedName]:
        """Words that may be names of people who take no part, in one conversation (by its slug) or all.

        Raises:
            ReviewRefused: there is no such conversation.
        """
        return review.list_unreviewed_names(self.context, chat)

    def reviewed_names(self) -> list[review.ReviewedName]:
        """What was decided about such words, by name.

        Raises:
            EgregoraError: the deployment cannot be opened (settings, key, databases).
        """
        return review.list_reviewed_names(self.context)

    def review_names(
        self,
        *,
        add: Iterable[str] = (),
        ignore: Iterable[str] = (),
        forget: Iterable[str] = (),
        chat: str | None = None,
    ) -> int:
        """Decides about words: `add` names of people, `ignore` others, `forget` decisions; the next run applies it.

        Returns: how many decisions were recorded.

        Raises:
            ReviewRefused: a word has no letters, or there is no such conversation.
        """
        return review.review_names(self.context, add=add, ignore=ignore, forget=forget, chat=chat)
