"""The resources that need the redaction engine: what Dagster asks to find and remove people outside this stage."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import dagster as dg
from pydantic import PrivateAttr

from egregora_assets.contracts.bundles import INGESTED_BUNDLE
from egregora_assets.language.detection import detect_language
from egregora_assets.redaction.erasure import Eraser, collect_own_values
from egregora_assets.redaction.leaks.known_secrets import KnownSecrets
from egregora_assets.redaction.leaks.scanner import LeakScanner
from egregora_assets.services.leak_guard import LeakFinding, LeakGuard
from egregora_assets.services.name_review import NameReview, NameToReview
from egregora_assets.services.person_eraser import PersonEraser
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault
from egregora_assets.site.own_text import read_own_text
from egregora_assets.stages.anonymized.assets import build_vault_scanner, read_options
from egregora_assets.stages.anonymized.rows import list_unreviewed_names, read_vault_with_opt_outs, redact_vault

_MOST_CONTEXTS = 3


class VaultLeakGuard(LeakGuard):
    """Compares what is about to be published with the vault; reports kinds and places of leaks, never values.

    The scanner is built from the vault on first use.
    """

    settings: Settings
    store: Store
    vault: Vault
    _scanner: LeakScanner | None = PrivateAttr(default=None)
    _known: KnownSecrets | None = PrivateAttr(default=None)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002 - Dagster's signature
        """Drops the scanner of an earlier run, since the vault may have changed."""
        self._scanner = self._known = None

    def findings(self, data: bytes, place: str, chat_id: str | None = None) -> tuple[LeakFinding, ...]:
        """The names and values of the vault that a file contains.

        Raises: as `find_in_texts`.
        """
        return self._load_scanner().findings(data, place, chat_id)

    def find_secrets(self, data: bytes, chat_id: str | None = None, own_text: bytes = b"") -> dict[Any, str]:
        """The names and values of the vault that a file contains outside of our own text, with their kinds.

        Raises: as `find_in_texts`.
        """
        return {secret: secret.kind for secret in self._load_scanner().find_secrets(data, chat_id, own_text)}

    def find_in_texts(
        self, texts: Sequence[str], chat_id: str | None = None, secrets: Collection[Any] | None = None
    ) -> dict[int, tuple[str, ...]]:
        """The kinds of names and values of the vault that texts contain, by number of the text.

        Raises:
            DatabaseBusy, DatabaseDamaged, DatabaseMissing: the vault cannot be read, so nothing may be published.
            SettingInvalid: the operator's choices cannot be read.
        """
        found = self._load_scanner().find_in_texts(texts, chat_id, secrets)
        return {number: tuple(sorted({s.kind for s in secrets})) for number, secrets in found.items()}

    def list_secrets(self) -> frozenset[str]:
        """A keyed digest of each form that is searched for, and of the rules.

        Raises: as `find_in_texts`.
        """
        return self._know_secrets().digests

    def look_for(self, secrets: Collection[str]) -> Callable[[bytes], bool]:
        """A quick look for some of `list_secrets`: whether bytes may hold one. False is certain.

        Raises: as `find_in_texts`.
        """
        return self._know_secrets().look_for(secrets)

    def _know_secrets(self) -> KnownSecrets:
        if self._known is None:
            self._known = KnownSecrets(self._load_scanner(), self.vault.key().uuid("leak scan", "secrets").encode())
        return self._known

    def _load_scanner(self) -> LeakScanner:
        """The scanner for the vault as it is.

        Raises:
            DatabaseBusy, DatabaseDamaged, DatabaseMissing: the vault cannot be read, so nothing may be published.
            SettingInvalid: the operator's choices cannot be read.
        """
        if self._scanner is None:
            own_text = read_own_text() + (self.settings.values().site_title or "").encode()
            ingested = self.store.tables(INGESTED_BUNDLE)
            self._scanner = build_vault_scanner(ingested, self.settings, self.store, self.vault, own_text)
        return self._scanner


class VaultNameReview(NameReview):
    """Reads the vault as the stage does, with everybody who takes no part left standing."""

    settings: Settings
    store: Store
    vault: Vault

    def list_names(self) -> list[NameToReview]:
        """The words that the operator has not judged, the most frequent first, then by name.

        Raises:
            DatabaseBusy, DatabaseDamaged, DatabaseMissing: the vault cannot be read.
            SettingInvalid: the operator's choices cannot be read.
        """
        rows = read_vault_with_opt_outs(self.store.tables(INGESTED_BUNDLE), self.store.read_own_table)
        options = read_options(self.settings, self.store)
        shown = replace(options, choices=options.choices.show_all())
        found = redact_vault(self.vault.key(), rows, self.store.read_own_table("authors"), shown, None)
        return [
            NameToReview(
                name=c.spelled,
                count=c.count,
                inside_count=c.inside_count,
                called_count=c.called_count,
                is_told=c.is_told,
                chat_ids=tuple(sorted(c.chat_ids)),
                contexts=tuple(c.contexts(_MOST_CONTEXTS)),
            )
            for c in list_unreviewed_names(found)
        ]


class NamedPersonEraser(PersonEraser):
    """Finds people as the anonymised stage does, and removes them from texts."""

    settings: Settings

    def hide_people(
        self, names: Sequence[str], spoken: Sequence[str], others: Sequence[str], texts: Sequence[str]
    ) -> list[str]:
        """The texts without the people named.

        Raises:
            SettingInvalid: the settings cannot be read.
        """
        regions = self.settings.values().default_phone_regions
        return Eraser(names, collect_own_values(names, spoken, others, regions), detect_language(texts)).erase(texts)
