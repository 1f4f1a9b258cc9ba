"""Words that stand beside a clock time: before and after noon, parts of the day, and joiners between date and time.

Compared after folding: lower case, without marks, spaces and full stops ("a.\u00a0m." and "AM" are both "am").
Source: locale data of the two phone systems, and exports.
"""

from __future__ import annotations

from typing import Literal

from egregora_assets.language.folding import fold_clock_word
from egregora_assets.readers.whatsapp import clock_word_tables as tables

Part = Literal["am", "pm", "noon", "night"]

AM = (
    "am a vm vorm ap fm f.m. πμ öö eö ص ق.ظ قبلازظهر पूर्वाह्न पूर्व म.पू. मपू সকাল পূর্বাহ্ণ এএম સવારે પૂ "
    "મધ્યાહન上 午前 오전 上午 凌晨 清晨 早上 早晨 SA sáng "
    "dop dopoledne dopol de d.e. délelőtt przedpołudniem prijepodne prije.podne пре.подне dopoldne прпл "
    "претпладне преди.обяд пр.об. до.полудня дп дп. утра ночи "
    "ночі ранку πρωί nachts morgens vormittags früh frühmorgens ochtends 's.ochtends 's.nachts de.la.mañana "
    "de.la.madrugada mañana madrugada da.manhã da.madrugada manhã "
    "du.matin matin di.mattina mattina di.notte mat matí del.matí öğleden.önce ÖÖ sabah gece.yarısı לפנה״צ "
    "לפנהצ לפנה''צ בבוקר בוקר לפנות.בוקר صباحا صباحًا فجرا فجرًا ص. "
    "सुबह सकाळी सकाळ पहाटे भोर ভোর காலை முற்பகல் అమ ఉదయం ಬೆಳಗ್ಗೆ ಪೂರ್ವಾಹ್ನ രാവിലെ ਸਵੇਰ ਪੂਦੁ ਪੂ.ਦੁ. ก่อนเที่ยง เช้า "
    "vorm. ennen.puoltapäivää pagi dini.hari PG tengah.malam asubuhi "
    "alfajiri priekšp priekšpusdienā priešpiet pr.p. hommikul paradite PD e.paradites AM. EM. ق.ظ. "
    "قبل.از.ظهر шпақтан.бұрын түскі.дейін ТО TO a.m_ günorta.öncə "
    "gündüzdən.əvvəl f.h. fh árdegis fyrir.hádegi formiddag om.formiddagen morgen om.morgenen morgon "
    "på.morgonen på.förmiddagen förm förmiddag aamulla aamupäivällä "
    "rano w.nocy nad.ranem ráno v.noci v.noci_ reggel hajnali hajnal éjjel dimineața dimineata noaptea "
    "сутринта нощта ujutro jutro zjutraj dopoldan ponoči ujutru ујутру "
    "goizeko a.m.g. RN r.n. i.n."
)
PM = (
    "pm p ip nm nachm em e.m. e.h. eh μμ ös م ب.ظ بعدازظهر अपराह्न अपर म.नं. मनं পিএম অপরাহ্ণ અપ 午後 오후 "
    "下午 晚上 傍晚 夜里 夜晚 CH chiều tối odp odpoledne odpol du d.u. délután "
    "popołudniu po.południu poslijepodne poslije.podne по.подне поподне popoldne пп попладне сл.об. "
    "след.обяд пп. после.полудня вечера дня вечора дня. απόγευμα βράδυ "
    "nachmittags abends namiddags 's.middags 's.avonds middags avonds de.la.tarde de.la.noche tarde noche "
    "da.tarde da.noite noite de.l'après-midi après-midi du.soir soir del.pomeriggio "
    "pomeriggio di.sera sera del.vespre de.la.tarda vespre tarda de.la.nit öğleden.sonra ÖS akşam אחה״צ אחהצ "
    "אחה''צ אחר.הצהריים בערב ערב مساء مساءً عصرا عصرًا م. शाम संध्याकाळी "
    "सायंकाळी সন্ধ্যা বিকাল বিকেল সন্ধে સાંજે மாலை பிற்பகல் సాయంత్రం అప ಸಂಜೆ ಅಪರಾಹ್ನ വൈകുന്നേരം ഉച്ചകഴിഞ്ഞ് ਸ਼ਾਮ ਬਾਦੁ "
    "ਬਾ.ਦੁ. หลังเที่ยง เย็น บ่าย sore petang malam PTG PTG. ptg mchana jioni usiku "
    "pēcp pēcpusdienā vakarā popiet pop. pärastlõunal õhtul pasdite MD e.pasdites mbasdite ب.ظ. بعد.از.ظهر "
    "түстен.кейін ТК TK günortadan.sonra e.h_ síðdegis eftir.hádegi "
    "eftermiddag om.eftermiddagen aften om.aftenen ettermiddag kveld på.eftermiddagen på.kvällen "
    "eftermiddag_ efterm kväll iltapäivällä illalla wieczorem po.poł večer "
    "odpoledne_ popoludní este esti delután după-amiaza seara следобед вечерта uvečer navečer navečer_ "
    "zvečer popoldan uveče увече arratsaldeko gaueko p.m_ SN s.n."
)
NOON = (
    "中午 正午 mittags mittag mediodía del.mediodía de.mediodía midi du.midi mezzogiorno meio-dia "
    "do.meio-dia दोपहर दुपारी দুপুর બપોરે மதியம் நண்பகல் మధ్యాహ్నం ಮಧ್ಯಾಹ್ನ ഉച്ചയ്ക്ക് "
    "ਦੁਪਹਿਰ בצהריים צהריים ظهرا ظهرًا الظهر ظهر siang tengah.hari trưa เที่ยง 정오 낮 öğle öğlen poledne "
    "w.południe południe délben dél обед полудня päeval keskpäev middag "
    "migdia del.migdia n noon hadhari polední podne opoldne pladne μεσημέρι μεσ"
)
NIGHT = (
    "रात रात्री রাত રાત્રે இரவு రాత్రి ರಾತ್ರಿ രാത്രി ਰਾਤ בלילה לילה ليلا ليلًا منتصف.الليل đêm กลางคืน 밤 새벽_ "
    "gece 深夜 夜中 noc nocy öösel yöllä natt nat om.natten på.natten notte nuit 夜"
)
EARLY = "새벽 半夜 午夜 中夜 nachts. madrugada. subuh tengah.malam."
"""Hours after midnight only."""

JOINERS = frozenset(
    [
        "à",
        "às",
        "as",
        "at",
        "um",
        "klo",
        "kl",
        "uhr",
        "o",
        "ob",
        "om",
        "u",
        "a",
        "alle",
        "ore",
        "la",
        "las",
        "les",
        "de",
        "del",
        "h",
        "ч",
        "г",
        "в",
        "о",
        "об",
        "în",
        "al",
        "à_",
        "ora",
        "orë",
        "në",
        "saat",
        "στις",
        "의",
        "日",
        "در",
        "ساعت",
        "الساعة",
        "في",
        "lúc",
        "vào",
        "pukul",
        "jam",
        "jm",
        "saa",
        "pada",
        "noong",
        "ng",
        "sa",
        "godz",
        "kell",
        "plkst",
        "val",
        "be",
        "жылғы",
        "ж",
        "י",
        "ב",
    ]
)
"""Words that may stand between date and time."""


def _build_table() -> dict[str, Part]:
    table: dict[str, Part] = {}
    lists = ((NIGHT, "night"), (NOON, "noon"), (PM, "pm"), (AM, "am"), (EARLY, "am"))
    sure = ((tables.AM, "am"), (tables.PM, "pm"), (tables.NOON, "noon"), (tables.NIGHT, "night"))
    for words, part in (*lists, *sure):
        for word in words.replace("_", "").split():
            table[fold_clock_word(word)] = part  # type: ignore[assignment]
    for word in ("晚上", "夜里"):
        table[word] = "pm"
    return table


PARTS: dict[str, Part] = _build_table()
"""Part of the day by folded word."""


def resolve_hour(hour: int, part: Part | None) -> int | None:
    """The hour of the day (0 to 23) that a clock shows, or None where there is none.

    Args:
        hour: as shown.
        part: the part of the day that stands beside it, if any.
    """
    if part is None or hour > 12:
        return hour if hour < 24 else None
    if part == "am":
        return hour % 12
    if part == "pm":
        return hour % 12 + 12
    if part == "noon":
        return hour if hour in (10, 11) else hour % 12 + 12
    return hour + 12 if 6 <= hour < 12 else hour % 12
