"""Closed vocabularies of the contracts, apart from them so that neither an engine nor the command line loads Ibis."""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

CHOSEN_KINDS = tuple(
    "email phone card iban cpf cnpj national_id ip location address postcode birth_date document_number bank_account "
    "pix_key secret url_secret handle profile_url invitation plate".split()
)
"""The types whose replacement the operator may switch off; names are always replaced."""
PII_TYPES = ("name", "person", "group_name", *CHOSEN_KINDS)
EVERY_CHAT = "all"
"""The scope of a reviewed name that holds in every conversation."""
WITHHELD = "[withheld]"
"""Stands for the whole of a text in which the leak scan still found something."""
ASSETS = tuple(
    "ingested anonymized git_refs git_commits enriched knowledge generated ranked asset_cache published".split()
)
"""The assets by name, in pipeline order."""
CACHES = ("git_refs", "git_commits", "asset_cache")
"""Assets that may be thrown away: everything in them can be computed again."""
STAGES = tuple(asset for asset in ASSETS if asset not in CACHES)
"""Assets that a run can stop after."""
