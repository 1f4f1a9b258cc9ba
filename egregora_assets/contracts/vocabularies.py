"""Closed vocabularies that engines share with the contracts, apart from them so that an engine does not load Ibis."""

from __future__ import annotations

PII_TYPES = (
    "name",
    "person",
    "group_name",
    "email",
    "phone",
    "card",
    "iban",
    "cpf",
    "cnpj",
    "national_id",
    "ip",
    "location",
    "address",
    "postcode",
    "birth_date",
    "document_number",
    "bank_account",
    "pix_key",
    "secret",
    "url_secret",
    "handle",
    "profile_url",
    "invitation",
    "plate",
)
CHOSEN_KINDS = tuple(t for t in PII_TYPES if t not in ("name", "person", "group_name"))
"""The types whose replacement the operator may switch off; names are always replaced."""
EVERY_CHAT = "all"
"""The scope of a reviewed name that holds in every conversation."""
