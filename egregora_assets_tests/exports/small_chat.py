"""A small synthetic group chat as an Android export: three weeks, four people, personal data, a picture, an opt-out."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

PEOPLE = ("Benedita Sarmento", "Oluwaseun Achterberg", "Ingeborg Vasconcelos", "Tibor Quaresma")
OPTED_OUT = "Tibor Quaresma"
LEAVER = PEOPLE[0]
"""Sent the picture, owns the mail address, said the chat's first words: a later opt-out takes much away."""
MARK = "the lantern festival needs forty-one paper cranes"
MARKED = f"07/03/2024, 21:05 - {LEAVER}: {MARK}, who folds with me on Friday?"
"""A line of the leaver's that nobody else wrote."""
MAIL, PHONE, CARD = "benedita.sarmento@example.org", "+44 7700 900461", "4242 4242 4242 4242"
SECRETS = (*PEOPLE, "Benedita", "Oluwaseun", "Ingeborg", "Tibor", MAIL, PHONE, "7700900461", "4242424242424242")
GROUP_TITLE = "Oficina da Benedita"
PICTURE = "IMG-20240305-WA0001.jpg"
FIRST_DAY = dt.datetime(2024, 3, 4, 9, 0)

_TOPICS = (
    ("the compost heap", "the seedlings", "the greenhouse roof", "the watering rota"),
    ("the release branch", "the flaky test", "the database migration", "the changelog"),
    ("the train to Porto", "the hostel booking", "the ferry timetable", "the sunrise hike"),
)
_LINES = (
    "I think {t} needs a proper look before Saturday, who can come?",
    "We agreed that {t} comes first, the rest can wait until next week",
    "Has anybody measured {t} since the storm? The numbers looked wrong to me",
    "Good news: {t} is finally done, thanks to everyone who helped yesterday",
    "My notes on {t} are here https://example.org/notes/{n}?utm_source=chat",
    "Look at src/garden/water.py:{n}, that is where {t} goes wrong",
    "{p} said that {t} would cost about 40 euros, is that still true?",
    "Let us decide on {t} tonight, I would rather not wait any longer",
)


def picture_with_position() -> bytes:
    """A JPEG that carries a camera's name and a position."""
    image = Image.linear_gradient("L").convert("RGB").resize((320, 200))
    exif = Image.Exif()
    exif[0x010F] = "Camera of Benedita Sarmento"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (38.0, 42.0, 30.0)
    stream = io.BytesIO()
    image.save(stream, "JPEG", exif=exif, comment=b"Benedita Sarmento took this")
    return stream.getvalue()


def chat_lines(days: int = 21, per_day: int = 14, seed: int = 7, extra: Sequence[str] = ()) -> list[str]:
    """The lines of the chat's text, with further lines at the end. More days only add lines."""
    lines = [
        f'{FIRST_DAY:%d/%m/%Y, %H:%M} - Benedita Sarmento created group "{GROUP_TITLE}"',
        f"{FIRST_DAY:%d/%m/%Y, %H:%M} - {PEOPLE[1]}: call me on {PHONE} or write to {MAIL}",
        f"{FIRST_DAY:%d/%m/%Y, %H:%M} - {PEOPLE[2]}: the card is {CARD}, please do not share it",
        f"{FIRST_DAY:%d/%m/%Y, %H:%M} - {OPTED_OUT}: /egregora opt-out",
        f"{FIRST_DAY + dt.timedelta(days=1):%d/%m/%Y, %H:%M} - {PEOPLE[0]}: {PICTURE} (file attached)",
        "the greenhouse this morning",
    ]
    for day in range(days):
        draw = random.Random(seed * 1000 + day)
        moment = FIRST_DAY + dt.timedelta(days=day, hours=1 + (day > 0))
        topics = _TOPICS[day // 7 % len(_TOPICS)]
        for _ in range(per_day):
            moment += dt.timedelta(minutes=draw.randint(1, 35))
            author, other = draw.sample(PEOPLE, 2)
            first = other.split()[0] if draw.random() < 0.5 else other
            text = draw.choice(_LINES).format(t=draw.choice(topics), n=draw.randint(10, 99), p=first)
            lines.append(f"{moment:%d/%m/%Y, %H:%M} - {author}: {text}")
    return [*lines, *extra]


def write_export(path: Path, days: int = 21, per_day: int = 14, extra: Sequence[str] = (), leave_out: int = 0) -> Path:
    """Writes the export as the phone makes it, without its first lines if asked; equal arguments give equal bytes."""
    stamp = (2024, 4, 1, 12, 0, 0)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        text = "\n".join(chat_lines(days, per_day, extra=extra)[leave_out:]) + "\n"
        archive.writestr(zipfile.ZipInfo(f"WhatsApp Chat with {GROUP_TITLE}.txt", stamp), text.encode())
        archive.writestr(zipfile.ZipInfo(PICTURE, stamp), picture_with_position())
    return path
