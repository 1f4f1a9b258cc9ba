"""Stamps as phones of many regions write them, each read to the same two instants."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.whatsapp.clock_words import Part, read_clock_words
from egregora_assets.readers.whatsapp.clocks import read_clocks, resolve_hour
from egregora_assets.readers.whatsapp.dates import IMPOSSIBLE
from egregora_assets.readers.whatsapp.headers import detect_layout
from egregora_assets.readers.whatsapp.parser import parse_chat

EVENING = dt.datetime(2024, 2, 21, 21, 5)
NIGHT = dt.datetime(2024, 2, 22, 0, 30)
NB = "\u202f"

ANDROID = {
    "en_US": ("2/21/24, 9:05 PM", "2/22/24, 12:30 AM"),
    "en_US narrow space": (f"2/21/24, 9:05{NB}PM", f"2/22/24, 12:30{NB}AM"),
    "en_AU": (f"21/2/24, 9:05{NB}pm", f"22/2/24, 12:30{NB}am"),
    "en_CA": (f"2024-02-21, 9:05{NB}p.m.", f"2024-02-22, 12:30{NB}a.m."),
    "en_ZA": ("2024/02/21, 21:05", "2024/02/22, 00:30"),
    "es_CO": ("21/2/2024, 9:05\u00a0p.\u00a0m.", "22/2/2024, 12:30\u00a0a.\u00a0m."),
    "es_MX": ("21/02/24 9:05 p. m.", "22/02/24 12:30 a. m."),
    "ca": ("21/2/24 21:05", "22/2/24 0:30"),
    "da": ("21.02.2024 21.05", "22.02.2024 00.30"),
    "da kl": ("21.02.2024 kl. 21.05", "22.02.2024 kl. 00.30"),
    "fi": ("21.2.2024 klo 21.05", "22.2.2024 klo 0.30"),
    "sv": ("2024-02-21 21:05", "2024-02-22 00:30"),
    "sv kl": ("2024-02-21 kl. 21:05", "2024-02-22 kl. 00:30"),
    "de": ("21.02.24, 21:05", "22.02.24, 00:30"),
    "de um": ("21.02.24 um 21:05", "22.02.24 um 00:30"),
    "de 12 hours": ("21.02.24, 9:05 abends", "22.02.24, 12:30 nachts"),
    "nl": ("21-02-2024 21:05", "22-02-2024 00:30"),
    "it": ("21/02/24, 21:05", "22/02/24, 00:30"),
    "pt_PT as": ("21/02/2024 às 21:05", "22/02/2024 às 00:30"),
    "pl": ("21.02.2024, 21:05", "22.02.2024, 00:30"),
    "cs": ("21.02.24 21:05", "22.02.24 0:30"),
    "cs spaced": ("21. 2. 2024 21:05", "22. 2. 2024 0:30"),
    "hr": ("21.02.2024. 21:05", "22.02.2024. 00:30"),
    "sl": ("21. 02. 2024, 21:05", "22. 02. 2024, 00:30"),
    "hu": ("2024. 02. 21. 21:05", "2024. 02. 22. 0:30"),
    "lt": ("2024-02-21, 21:05", "2024-02-22, 00:30"),
    "bg": ("21.02.24 г., 21:05 ч.", "22.02.24 г., 0:30 ч."),
    "uk": ("21.02.24, 21:05", "22.02.24, 00:30"),
    "ru": ("21.02.2024, 21:05", "22.02.2024, 00:30"),
    "el": ("21/2/24, 9:05 μ.μ.", "22/2/24, 12:30 π.μ."),
    "tr": ("21.02.2024 21:05", "22.02.2024 00:30"),
    "he": ("21.2.2024, 21:05", "22.2.2024, 0:30"),
    "ar": ("٢١/٢/٢٠٢٤، ٩:٠٥ م", "٢٢/٢/٢٠٢٤، ١٢:٣٠ ص"),
    "ar with marks": ("\u200f٢١\u200f/٢\u200f/٢٠٢٤، ٩:٠٥ م", "\u200f٢٢\u200f/٢\u200f/٢٠٢٤، ١٢:٣٠ ص"),
    "fa": ("۲۰۲۴/۲/۲۱،\u200f ۲۱:۰۵", "۲۰۲۴/۲/۲۲،\u200f ۰:۳۰"),
    "fa solar calendar": ("۱۴۰۲/۱۲/۲،\u200f ۲۱:۰۵", "۱۴۰۲/۱۲/۳،\u200f ۰:۳۰"),
    "hi": ("21/02/24, 9:05 pm", "22/02/24, 12:30 am"),
    "hi words": ("21/2/24, रात 9:05 बजे", "22/2/24, रात 12:30 बजे"),
    "mr digits": ("२१/२/२४, ९:०५ PM", "२२/२/२४, १२:३० AM"),
    "bn": ("২১/২/২৪, ৯:০৫ PM", "২২/২/২৪, ১২:৩০ AM"),
    "ja": ("2024/02/21 21:05", "2024/02/22 0:30"),
    "ja 12 hours": ("2024/02/21 午後9:05", "2024/02/22 午前0:30"),
    "ja era": ("R6/02/21 21:05", "R6/02/22 0:30"),
    "ko": ("2024. 2. 21. 오후 9:05", "2024. 2. 22. 오전 12:30"),
    "zh_CN": ("2024/2/21 晚上9:05", "2024/2/22 凌晨12:30"),
    "zh_TW": ("2024/2/21 下午9:05", "2024/2/22 上午12:30"),
    "zh long": ("2024年2月21日 21:05", "2024年2月22日 0:30"),
    "vi": ("21:05, 21/2/2024", "00:30, 22/2/2024"),
    "vi without comma": ("21:05 21/02/2024", "00:30 22/02/2024"),
    "th": ("21/2/2567 21:05", "22/2/2567 00:30"),
    "th short year": ("21/2/67 21:05", "22/2/67 00:30"),
    "th marked": ("21/2/2567 BE 21:05", "22/2/2567 BE 00:30"),
    "id": ("21/02/24 21.05", "22/02/24 00.30"),
    "fr_CA": ("2024-02-21 21 h 05", "2024-02-22 0 h 30"),
    "fr": ("21/02/2024, 21:05", "22/02/2024, 00:30"),
    "en dash": ("21/02/2024, 21:05", "22/02/2024, 00:30"),
    "fr words": ("21/02/2024, 9:05 du soir", "22/02/2024, 0:30 du matin"),
    "fr elided": ("21/02/24, 9:05 de l’après-midi", "22/02/24, 12:30 de la nuit"),
    "es night": ("21/2/24, 9:05 de la noche", "22/2/24, 12:30 de la madrugada"),
    "ru words": ("21.02.2024, 9:05 вечера", "22.02.2024, 12:30 ночи"),
    "pl words": ("21.02.2024, 9:05 w nocy", "22.02.2024, 12:30 w nocy"),
    "am": ("21/02/2024, 9:05 ከሰዓት", "22/02/2024, 12:30 ጥዋት"),
    "my digits": ("၂၁-၀၂-၂၀၂၄ ညနေ ၉:၀၅", "၂၂-၀၂-၂၀၂၄ နံနက် ၁၂:၃၀"),
    "lo": ("21/2/2024, 9:05 ຫຼັງທ່ຽງ", "22/2/2024, 12:30 ກ່ອນທ່ຽງ"),
    "ps solar calendar": ("۱۴۰۲-۱۲-۰۲ ۲۱:۰۵", "۱۴۰۲-۱۲-۰۳ ۰۰:۳۰"),
    "zh Republic": ("民國113/2/21 下午9:05", "民國113/2/22 上午12:30"),
    "zh Republic without its name": ("113/2/21 下午9:05", "113/2/22 上午12:30"),
    "unknown words": ("21.02.2024 óra 21:05", "22.02.2024 óra 00:30"),
}
IOS = {
    "en_US": (f"2/21/24, 9:05:00{NB}PM", f"2/22/24, 12:30:00{NB}AM"),
    "en_GB": ("21/02/2024, 21:05:00", "22/02/2024, 00:30:00"),
    "de": ("21.02.24, 21:05:00", "22.02.24, 00:30:00"),
    "es": ("21/2/24, 21:05:00", "22/2/24, 0:30:00"),
    "es_MX": (f"21/02/24, 9:05:00{NB}p.m.", f"22/02/24, 12:30:00{NB}a.m."),
    "nl": ("21-02-2024 21:05:00", "22-02-2024 00:30:00"),
    "sv": ("2024-02-21, 21:05:00", "2024-02-22, 00:30:00"),
    "da": ("21.02.2024 21.05.00", "22.02.2024 00.30.00"),
    "fi": ("21.2.2024 klo 21.05.00", "22.2.2024 klo 0.30.00"),
    "ja": ("2024/02/21 21:05:00", "2024/02/22 0:30:00"),
    "ko": ("2024. 2. 21. 오후 9:05:00", "2024. 2. 22. 오전 12:30:00"),
    "zh_CN": ("2024/2/21 晚上9:05:00", "2024/2/22 凌晨12:30:00"),
    "zh_TW": ("2024/2/21 下午9:05:00", "2024/2/22 上午12:30:00"),
    "zh_HK": ("21/2/2024 下午9:05:00", "22/2/2024 上午12:30:00"),
    "th": ("21/2/2567 BE 21:05:00", "22/2/2567 BE 00:30:00"),
    "ar": ("٢١‏/٢‏/٢٠٢٤، ٩:٠٥:٠٠ م", "٢٢‏/٢‏/٢٠٢٤، ١٢:٣٠:٠٠ ص"),
    "he": ("21.2.2024, 21:05:00", "22.2.2024, 0:30:00"),
    "fr": ("21/02/2024 21:05:00", "22/02/2024 00:30:00"),
    "fr_CA": ("2024-02-21, 21 h 05 min 00 s", "2024-02-22, 0 h 30 min 00 s"),
    "ja era": ("H36/02/21 21:05:00", "H36/02/22 0:30:00"),
    "vi": ("21:05:00, 21/2/24", "00:30:00, 22/2/24"),
    "hr": ("21. 2. 2024. 21:05:00", "22. 2. 2024. 00:30:00"),
    "fr words": ("21/02/2024, 9:05:00 soir", "22/02/2024, 12:30:00 matin"),
    "vi words": ("21/2/24, 9:05:00 tối", "22/2/24, 12:30:00 sáng"),
    "ro words": ("21.02.2024, 9:05:00 seara", "22.02.2024, 12:30:00 noaptea"),
    "is words": ("21.2.2024, 9:05:00 síðdegis", "22.2.2024, 12:30:00 árdegis"),
    "ar words": ("٢١/٢/٢٠٢٤ ٩:٠٥:٠٠ مساءً", "٢٢/٢/٢٠٢٤ ١٢:٣٠:٠٠ صباحًا"),
    "en_IN": (f"21/02/24, 9:05:00{NB}PM", f"22/02/24, 12:30:00{NB}AM"),
}


def _read_clocks(word: str) -> list[tuple[int, bool] | None]:
    """The hours 1 to 12 with a word behind the clock, then with the word in front."""
    layout = detect_layout("21/02/2024, 10:00 - Ana: oi")
    assert layout is not None
    forms = [f", {hour}:00{NB}{word} - " for hour in ("0", "00")] + [f", {word} {hour}:00 - " for hour in ("0", "00")]
    codes = [row + (h > 9) for row in (0, 2) for h in range(1, 13)]
    numbers = [h * 100 + 5 for h in range(1, 13)] * 2
    seconds, has_seconds = read_clocks(forms, np.array(codes, np.int32), np.array(numbers, np.int32), layout)
    read = zip(seconds.tolist(), has_seconds.tolist(), strict=True)
    return [None if second == IMPOSSIBLE else (second, has) for second, has in read]


@pytest.mark.parametrize("part", ["am", "pm", "noon", "night"])
def test_every_word_for_a_part_of_the_day_is_understood_before_and_behind_the_clock(part: Part) -> None:
    expected = [(hour * 3600 + 300, False) for h in range(1, 13) if (hour := resolve_hour(h, part)) is not None]
    listed = [w.replace(".", " ") for w in read_clock_words()["locales"][part].split()]
    assert len(expected) == 12
    assert {w for w in listed if _read_clocks(w) != expected * 2} == set()


HOURS = {
    "am": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0],
    "pm": [13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 12],
    "noon": [13, 14, 15, 16, 17, 18, 19, 20, 21, 10, 11, 12],
    "night": [1, 2, 3, 4, 5, 18, 19, 20, 21, 22, 23, 0],
}


@pytest.mark.parametrize("part", ["am", "pm", "noon", "night"])
def test_a_part_of_the_day_says_which_of_two_hours_is_meant(part: Part) -> None:
    assert [resolve_hour(h, part) for h in range(1, 13)] == HOURS[part]


def _times(text: str) -> list[tuple[object, ...]]:
    chat = parse_chat(text.encode(), ReadOptions("UTC"))
    names = ("local_time", "author_name", "text")
    return [tuple(row[n] for n in names) for row in chat.messages.to_pylist()]


EXPECTED = [(EVENING, "Ana", "uma: linha\n12/13 outra"), (NIGHT, "Beto Ruiz", "sim")]


@pytest.mark.parametrize("stamps", ANDROID.values(), ids=list(ANDROID))
def test_an_android_stamp_of_any_region_is_read(stamps: tuple[str, str]) -> None:
    dash = "–" if stamps is ANDROID["en dash"] else "-"
    text = f"{stamps[0]} {dash} Ana: uma: linha\n12/13 outra\n{stamps[1]} {dash} Beto Ruiz: sim\n"
    assert _times(text) == EXPECTED


@pytest.mark.parametrize("stamps", IOS.values(), ids=list(IOS))
def test_an_ios_stamp_of_any_region_is_read(stamps: tuple[str, str]) -> None:
    text = f"[{stamps[0]}] Ana: uma: linha\n12/13 outra\r\n\u200e[{stamps[1]}] Beto Ruiz: sim\r\n"
    assert _times(text) == EXPECTED


def test_an_old_ios_stamp_without_brackets_is_read() -> None:
    text = "21/02/24 21:05:00: Ana: uma: linha\n12/13 outra\n22/02/24 00:30:00: Beto Ruiz: sim\n"
    assert _times(text) == EXPECTED


def test_a_clock_that_counts_from_1_to_24_shows_the_first_hour_as_24() -> None:
    text = "21/02/2024, 24:05 - Ana: oi\n21/02/2024, 01:00 - Ana: oi\n"
    times = parse_chat(text.encode()).messages["local_time"].to_pylist()
    assert times == [dt.datetime(2024, 2, 21, 0, 5), dt.datetime(2024, 2, 21, 1)]
