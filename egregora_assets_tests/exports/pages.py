"""Synthetic pages of Telegram's HTML, with every feature that they have; all people in them are made up."""

from __future__ import annotations

import html

from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, PICTURE, as_archive


def message(number: int, who: str, text: str, more: str = "", *, joined: bool = False, before: str = "") -> str:
    """One message; texts are HTML."""
    name = f'<div class="from_name">\n{html.escape(who)} \n       </div>' if who else ""
    said = f'<div class="text">\n{text}\n       </div>' if text else ""
    return f"""
     <div class="message default clearfix{" joined" if joined else ""}" id="message{number}">
      <div class="pull_left userpic_wrap"><div class="userpic userpic1"><div class="initials">X</div></div></div>
      <div class="body">
       <div class="pull_right date details" title="04.03.2024 10:{number % 60:02d}:02 UTC+00:00">
10:{number % 60:02d}
       </div>
       {name}{before}{more}{said}
      </div>
     </div>
"""


def service(number: int, text: str) -> str:
    return f'<div class="message service" id="message{number}">\n<div class="body details">\n{text}\n</div>\n</div>\n'


def page(title: str, *pieces: str) -> bytes:
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"/><title>Exported Data</title></head>
 <body onload="CheckLocation();">
  <div class="page_wrap">
   <div class="page_header">
    <div class="content"><div class="text bold">
{title}
    </div></div>
   </div>
   <div class="page_body chat_page"><div class="history">
{"".join(pieces)}
   </div></div></div></body></html>""".encode()


def media(classes: str, address: str = "", title: str = "", status: str = "") -> str:
    tag = f'a class="media clearfix pull_left block_link {classes}" href="{address}"' if address else "div"
    tag = tag if address else f'div class="media clearfix pull_left {classes}"'
    body = f'<div class="title bold">\n{title}\n</div><div class="status details">{status}</div>'
    inside = f'<div class="fill pull_left"></div><div class="body">{body}</div>'
    return f'<div class="media_wrap clearfix"><{tag}>{inside}</{tag.split()[0]}></div>'


_LINK = '<a href="https://example.org/plan">the plan</a>'
_MENTION = f'<a href="" onclick="return ShowMentionName()">{BRUNO}</a>'
_HANDLE = '<a href="https://t.me/carlamoss">@carlamoss</a>'
_REPLY = '<div class="reply_to details">In reply to <a href="#go_to_message2" onclick="x">this message</a></div>'
_REACTION = (
    '<span class="reactions"><span class="reaction"><span class="emoji">\n👍\n</span><span class="userpics">'
    f'<div class="userpic"><div class="initials" title="{BRUNO}">B</div></div></span></span></span>'
)
_PHOTO = (
    '<div class="media_wrap clearfix"><a class="photo_wrap clearfix pull_left" href="photos/photo_1.jpg">'
    '<img class="photo" src="photos/photo_1_thumb.jpg"/></a></div>'
)
_FORWARDED = (
    '<div class="pull_left forwarded userpic_wrap"></div><div class="forwarded body"><div class="from_name">\n'
    f'{CARLA} <span class="date details" title="01.03.2024 09:00:00 UTC+00:00"> 01.03.2024 09:00:00</span></div>'
    '<div class="text">\nforwarded words\n</div></div>'
)
_POLL = (
    '<div class="media_wrap clearfix"><div class="media_poll"><div class="question bold">\nWhen?\n</div>'
    '<div class="details">\nAnonymous poll\n</div><div class="answer">\n- Monday <span class="details">2 votes</span>\n'
    '</div><div class="answer">\n- Friday\n</div><div class="total details">\n2 votes\n</div></div></div>'
)
_MAP = "https://maps.google.com/maps?q=38.7223,-9.1393&amp;ll=38.7223,-9.1393&amp;z=16"
PAGES = {
    "ChatExport/messages.html": page(
        "Horta comunitária &amp; more",
        service(-1, "4 March 2024"),
        service(1, f"{ANA} created group &laquo;Horta comunitária&raquo; with members {ANA}, {CARLA}"),
        message(2, ANA, f"good morning<br>&lt;everybody&gt;{_REACTION}"),
        message(3, "", f"ask {_MENTION} or {_HANDLE} about {_LINK}", joined=True, before=_REPLY),
        message(4, BRUNO, "the greenhouse", _PHOTO),
        message(5, f"{BRUNO} via @pic", "", media("media_file", "files/plan.pdf", "plan.pdf", "12 KB")),
        message(6, "", "", media("media_voice_message", "", "Voice message", "00:03"), joined=True),
        message(7, "", "", _FORWARDED, joined=True),
    ),
    "ChatExport/messages2.html": page(
        "Horta comunitária &amp; more",
        message(8, ANA, "", _POLL),
        message(9, ANA, "", media("media_location", _MAP, "Location", "38.7223, -9.1393")),
        message(10, ANA, "", media("media_contact", "", CARLA, "+44 7700 900462")),
        service(11, f"{BRUNO} invited Dora Kestrova"),
        service(12, "Dora Kestrova did a thing that nobody foresaw"),
        message(13, BRUNO, "", media("media_call success", "", ANA, "Outgoing (12 seconds)")),
        message(14, "Deleted Account", "bye"),
    ),
    "ChatExport/photos/photo_1.jpg": PICTURE,
    "ChatExport/files/plan.pdf": b"%PDF",
    "ChatExport/css/style.css": b"body {}",
    "ChatExport/js/script.js": b"",
}


def telegram_pages() -> bytes:
    return as_archive(PAGES)
