"""Parts of addresses that are private: trackers, sessions, tokens, user names."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TRACKER_PREFIXES = tuple(_words("utm_ pk_ mtm_ matomo_ piwik_ hsa_ vero_ oly_ _hs mc_ ga_ itm_ at_"))
_TRACKERS = _words(
    """fbclid gclid gclsrc gbraid wbraid dclid msclkid yclid twclid ttclid li_fat_id igshid igsh si spm trk trkid
    ref_src ref_url _ga _gl __s __tn__ mkt_tok s_cid cmpid wickedid rb_clickid share_id share_source shared_by sharer
    feature fb_action_ids fb_action_types fb_source action_object_map
    cvid ocid ncid sr_share xtor wt_mc vgo_ee sc_cid epik
    referrer referer ref_ ascsubtag smid smtyp linkcode tag_id"""
)
_SECRETS = _words(
    """sid sessionid session session_id sessid phpsessid jsessionid aspsessionid cfid cftoken token access_token
    refresh_token id_token auth authuser authkey auth_token oauth_token oauth_verifier code state nonce ticket otp key
    apikey api_key sig sign signature hmac hash checksum pwd pass password passwd passcode pin secret client_secret
    credential credentials jwt bearer invite invitation invite_code confirm confirmation verify verification activation
    reset reset_token magic unsubscribe email mail e-mail phone tel user username userid user_id uid login account
    expires policy key-pair-id sv se sp sr st skoid sktid ske sks skv"""
)
_SECRET_PREFIXES = ("x-amz-", "x-goog-", "x-ms-", "aws", "oauth")
_SECRET_PART = re.compile(r"(token|secret|passw|session|apikey|signature|credential)")
_WEB_TOKEN = re.compile(r"eyJ[\w-]{8,}\.[\w-]{4,}")
_RANDOM = re.compile(r"(?=[\w.~+/=-]*\d)(?=[\w.~+/=-]*[A-Za-z])[\w.~+/=-]{28,}")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{24,}")


def is_private_parameter(name: str, value: str) -> bool:
    """Whether a parameter tracks a reader or opens something."""
    low = name.lower().strip()
    return (
        low in _TRACKERS
        or low in _SECRETS
        or low.startswith(_TRACKER_PREFIXES + _SECRET_PREFIXES)
        or has_secret_name(low)
        or "@" in value
        or "://" in value
        or is_secret(value)
        or is_secret(name)
    )


def is_secret(text: str) -> bool:
    """Whether a text looks like a key: a web token, long hexadecimal, or long and mixed without words."""
    return bool(has_web_token(text) or _HEXADECIMAL.fullmatch(text) or (_RANDOM.fullmatch(text) and "-" not in text))


def has_secret_name(text: str) -> bool:
    """Whether a text names a secret (`token`, `password`, ...)."""
    return _SECRET_PART.search(text.lower()) is not None


def has_web_token(text: str) -> bool:
    """Whether a text holds a JSON web token."""
    return _WEB_TOKEN.search(text) is not None
