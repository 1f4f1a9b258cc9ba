"""What an e-mail may hold: its policy, and the only styles that stand in its elements.

Colours of text and background are left to the reader's program, which may be dark.
"""

from __future__ import annotations

FOLDER = "email/"
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"
INDEX = f"{FOLDER}index.html"

_SANS = "font-family:Helvetica,Arial,sans-serif"
STYLES = {
    "body": "margin:0;padding:24px 16px;font-family:Georgia,serif;font-size:17px;line-height:1.5",
    "column": "max-width:600px;margin:0 auto",
    "small": f"{_SANS};font-size:14px;opacity:0.75;margin:0 0 8px",
    "h1": "font-size:28px;line-height:1.2;margin:0 0 12px",
    "h2": "font-size:21px;line-height:1.3;margin:32px 0 8px",
    "h3": "font-size:18px;line-height:1.3;margin:20px 0 4px",
    "lead": "font-size:19px;margin:0 0 20px",
    "p": "margin:0 0 12px",
    "blockquote": "margin:0 0 12px;padding:0 0 0 14px;border-left:3px solid #999999",
    "attribution": f"{_SANS};font-size:13px;opacity:0.75;margin:0",
    "a": "color:inherit",
    "pre": "white-space:pre-wrap;font-size:14px;margin:0 0 12px",
}
"""The value of the attribute `style` by what has it: no other may stand in an edition."""
