"""The application's words in any language: one folded look-up over all tables, and stems for other phrases.

Phrases are looked up as a whole. Stems decide about phrases that no table holds, but only where the layout proves that
the application wrote them (a mark in front, angle brackets around).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from egregora_assets.language.folding import fold_phrase
from egregora_assets.readers.whatsapp import vocabulary_tables as tables


def _index_languages(table: Mapping[str, str]) -> dict[str, str]:
    """Folded phrase to the language that has it (the first, where several do)."""
    found: dict[str, str] = {}
    for language, phrases in table.items():
        for phrase in phrases.split("|"):
            found.setdefault(fold_phrase(phrase), language)
    return found


def _compile_stems(listed: str) -> re.Pattern[str]:
    """Any of the stems, at the beginning of a word; a stem with "*" in front also inside one (compounds).

    Scripts without upper case are searched anywhere: some have no spaces between words.
    """
    alternatives = []
    for stem in unicodedata.normalize("NFC", listed).split("|"):
        bare = stem.removeprefix("*")
        is_bound = bare == stem and bare[0] != bare[0].upper()
        alternatives.append(rf"\b{bare}" if is_bound else bare)
    return re.compile("|".join(alternatives))


ANDROID_OMITTED = _index_languages(tables.ANDROID_OMITTED)
ANDROID_ATTACHED = _index_languages(tables.ANDROID_ATTACHED)
IOS_ATTACHED = _index_languages(tables.IOS_ATTACHED)
DELETED = _index_languages(tables.DELETED)
DELETED_PHRASES = tuple(DELETED)
DELETED_BY = tuple(sorted(map(fold_phrase, tables.DELETED_BY)))
"""Beginnings of bodies that say who deleted a message; a name may follow."""
LOCATION = _index_languages(tables.LOCATION)
LIVE_LOCATION = _index_languages(tables.LIVE_LOCATION)
VIEW_ONCE = _index_languages(tables.VIEW_ONCE)

OMITTED_STEM = _compile_stems(
    "omit|ocult|não revelad|não incluíd|omis|omess|non inclus|manquant|ausgeschlossen|weggelassen|ausgelassen"
    "|weggela|uitgesloten|utelat"
    "|utelämn|udelad|jätettiin pois|jätetty pois|jätet"
    "|pominięt|vynech|kihagyv|elhagyv|hiányzó|absent|пропущ|пропусн|опущ|отсутств|відсутн|липсва|без медиа"
    "|без меді|изостав|изостављ"
    "|izostavl|izpušč|παραλείφθηκ|παράλειψ|εξαίρεσ"
    "|dahil edilme|atlandı|atlanmış|atlanıldı|çıkarıl|çıxarıl|buraxıl|הושמט|השמט|לא נכלל|לא צורפ|استبعاد"
    "|مستبعد|محذوف|غير مدرج|إهمال|حذف شد"
    "|حذف‌شده|چھوڑ|خارج کر|शामिल नहीं|के बिना|छोड़|हटाय|वगळ"
    "|বাদ দেও|বাদ দেয়|અવગણ|છોડી|ਛੱਡ|தவிர்|நீக்கப்பட்ட|విస్మరించ|మినహాయించ|ಕೈಬಿಡ|ഒഴിവാക്ക|なし|含まれて|省略|除外"
    "|제외|생략|略去|忽略|已略|未包含|ไม่รวม|ละเว้น|bỏ qua|loại bỏ"
    "|tidak disertakan|dihilangkan|dikecualikan|diketepikan|disingkirkan|diabaikan|hindi kasama|hindi isinama"
    "|imerukwa|haijajumuishwa|halijajumuishwa|imeachwa|weggelaat|uitgelaat|omes|omès"
    "|välja jäet|jäeti välja|izlaist|praleist|u hoq|lënë jashtë|u përjashtua|gamotov|uteluk"
)
"""Words for "left out", in phrases that the application marked as its own."""

EDITED_STEM = _compile_stems(
    "edited|edit[aoó]|modifi|bearbeitet|bewerkt|redigera|redigert|redigeret|muokat|edytowan|upraven|szerkeszt"
    "|editat|modificat|редакт|изменен|изменён|змінен|відредаг|уређен|измењен|uređen"
    "|izmijenjen|urejen|επεξεργ|τροποποι|düzenlen|redaktə|נערכ|تعديل|ویرایش|ترمیم|तदوین|संपादित|एडिट|এডিট"
    "|সম্পাদ|સંપાદિત|திருத்த|సవరించ|ಎಡಿಟ್|ಸಂಪಾದಿ|എഡിറ്റ്|編集|편집|수정|编辑|編輯"
    "|แก้ไข|chỉnh sửa|diedit|disunting|in-edit|na-edit|umehaririwa|yamehaririwa|gewysig|editat|muudet|rediģēt"
    "|labots|redaguot|pakeist|modifikua|redaktu|өңделді|tahrir"
)
"""Words for "edited", inside the angle brackets at the end of a message."""

CALL_STEM = _compile_stems(
    "voice call|video call|group call|missed call|ligação de|ligação perdida|*chamada de|*chamada perdida"
    "|*videochamada|*llamada|*videollamada|appel vocal|appel vidéo|appel manqué|appel de groupe|*anruf|*chiamata"
    "|*videochiamata|*oproep|*videogesprek|*samtal|*videosamtal|missat|*taleanrop|*videoanrop|tapt |*opkald"
    "|*puhelu|połączenie|hovor|*hívás|apel vocal|apel video|apel|обаждане|звонок|звонка|вызов|дзвінок|виклик"
    "|позив"
    "|poziv|klic|κλήση|arama|zəng|qoʻngʻiroq|שיחת|שיחה|مكالمة|مكالمه|تماس|کال|कॉल|কল|કૉલ|અવાજ|அழைப்பு|కాల్|ಕರೆ"
    "|കോൾ|通話|着信|통화|전화|通话|語音|來電|สายที่|การโทร|cuộc gọi|panggilan|tawag|simu|trucada|kõne|zvans"
    "|skambut|thirrje"
)
"""Words for calls, in bodies that the application marked as its own."""

CALLS = frozenset(
    map(
        fold_phrase,
        [
            "Missed voice call",
            "Missed video call",
            "Missed group voice call",
            "Missed group video call",
            "Silenced voice call",
            "Silenced video call",
            "Voice call",
            "Video call",
            "Ligação de voz perdida",
            "Ligação de vídeo perdida",
            "Chamada de voz perdida",
            "Chamada de vídeo perdida",
            "Videochamada perdida",
            "Ligação de voz",
            "Ligação de vídeo",
            "Chamada de voz",
            "Chamada de vídeo",
            "Llamada perdida",
            "Videollamada perdida",
            "Llamada de voz perdida",
            "Llamada",
            "Videollamada",
            "Llamada de voz",
            "Appel vocal manqué",
            "Appel vidéo manqué",
            "Appel vocal",
            "Appel vidéo",
            "Verpasster Sprachanruf",
            "Verpasster Videoanruf",
            "Sprachanruf",
            "Videoanruf",
            "Chiamata persa",
            "Videochiamata persa",
            "Chiamata vocale persa",
            "Chiamata vocale",
            "Videochiamata",
            "Gemiste spraakoproep",
            "Gemiste video-oproep",
            "Gemiste oproep",
            "Spraakoproep",
            "Video-oproep",
            "Пропущенный аудиозвонок",
            "Пропущенный видеозвонок",
            "Cevapsız sesli arama",
            "Cevapsız görüntülü arama",
            "مكالمة صوتية فائتة",
            "مكالمة فيديو فائتة",
            "不在着信",
            "音声通話不在着信",
            "未接语音通话",
            "未接视频通话",
            "未接語音通話",
            "未接視訊通話",
            "未接語音來電",
            "부재중 음성 통화",
            "부재중 영상 통화",
        ],
    )
)
"""Whole bodies that are calls, where no mark says who wrote them."""

ENCRYPTION_STEM = re.compile(
    "end-to-end|ponta a ponta|extremo a extremo|bout en bout|ende-zu-ende|crittografat|crittografia"
    "|päästä päähän|ände till ände|totalsträckskrypter|ende-til-ende|ende til anden|szyfrowan"
    "|koncov|végpontok|de la un capăt|сквозн|наскрізн|uçtan uca|מקצה לקצה|طرفين|تام بين|سرتاسر|एंड-टू-एंड"
    "|এন্ড-টু-এন্ড|エンドツーエンド|エンドツーエンド|종단간|端到端|端對端|端对端|ต้นทางถึงปลายทาง|đầu cuối"
    "|mã hóa|hujung ke hujung|d'extrem a extrem|eind-tot-eind|od początku do końca|security code"
    "|código de segurança|código de seguridad|sicherheitsnummer|code de sécurité|codice di sicurezza"
    "|beveiligingscode|код безопасности|güvenlik kodu|meta ai"
)
"""Notices about encryption, in any position."""

QUOTES = {"“": "”", "„": "“”", "«": "»", "「": "」", "『": "』", "‘": "’"}
_SENTENCE_END = re.compile(r"(?:\S+ ){3}\S{2,}[.!?…] ?\w|。.")
_LEAST_WORDS, _LEAST_LETTERS = 5, 5
_NOTICE_VERBS = (
    "added removed left joined created changed deleted pinned turned started ended was were is has set "
    "updated requested reset approved blocked unblocked invited now reported unpinned "
    "adicionou removeu saiu entrou criou mudou alterou apagou fixou ativou desativou foi atualizou redefiniu "
    "iniciou encerrou bloqueou desbloqueou editou adicionado removido agora convidou "
    "añadió agregó eliminó quitó salió se creó cambió fijó activó desactivó fue actualizó inició editó ha "
    "ahora anuló bloqueó cambió modificó añadiste "
    "a est s'est vous ont hat wurde ist haben è si ha heeft is werd hebt hebben lade tog lämnade skapade "
    "ändrade har gick bytte la fjernet forlot opprettet endret ble tilføjede fjernede forlod oprettede "
    "ændrede blev "
    "lisäsi poisti poistui loi muutti vaihtoi liittyi on dodał dodała usunął usunęła utworzył utworzyła "
    "zmienił zmieniła dołączył dołączyła opuścił opuściła wyszedł wyszła "
    "přidal přidala odebral odebrala vytvořil vytvořila změnil změnila opustil opustila připojil pridal "
    "pridala vytvoril vytvorila zmenil zmenila opustil "
    "добавил добавила удалил удалила создал создала изменил изменила вышел вышла покинул покинула закрепил "
    "закрепила сменил сменила присоединился присоединилась исключил исключила теперь "
    "додав додала вилучив вилучила видалив видалила створив створила змінив змінила вийшов вийшла залишив "
    "залишила приєднався приєдналася закріпив "
    "a adăugat a părăsit a creat a schimbat a eliminat dodao dodala uklonio uklonila napustio napustila "
    "stvorio kreirao promijenio promenio dodal dodala odstranil zapustil ustvaril spremenil "
    "hozzáadta eltávolította kilépett létrehozta megváltoztatta csatlakozott πρόσθεσε αφαίρεσε αποχώρησε "
    "δημιούργησε άλλαξε ekledi çıkardı ayrıldı oluşturdu değiştirdi katıldı "
    "הוסיף הוסיפה הסיר הסירה עזב עזבה יצר יצרה שינה שינתה הצטרף הצטרפה أضاف أضافت أزال أزالت غادر غادرت أنشأ "
    "أنشأت غيّر غيّرت غير انضم انضمت قام قامت "
    "menambahkan mengeluarkan keluar membuat mengubah mengganti bergabung telah menambah menyingkirkan "
    "mencipta menukar đã menyertai ha'afegit va s'ha ha"
)
NOTICE_VERBS = frozenset(_NOTICE_VERBS.split())
"""First words after a name in notices."""


def is_notice_text(text: str) -> bool:
    """Whether a line without a certain author reads like a notice: about encryption, or with a quotation left open.

    Args:
        text: what stands before the first ": ".
    """
    folded = fold_phrase(text)
    return len(text) > 100 or ENCRYPTION_STEM.search(folded) is not None or _has_open_quote(text)


def is_sentence(text: str) -> bool:
    """Whether a text is a sentence rather than a name: one ends in it, or it has a verb of notices."""
    words = text.split(" ")
    acts = (w for w in words[1:4] if len(w) >= _LEAST_LETTERS and w.casefold() in NOTICE_VERBS)
    return _SENTENCE_END.search(text) is not None or (len(words) >= _LEAST_WORDS and any(acts))


def _has_open_quote(text: str) -> bool:
    """Whether a quotation begins at a word and is not closed, so that the ": " stands inside it."""
    straight = re.findall(r'(?:(?<=^)|(?<=[\s(]))"', text)
    if straight and text.count('"') % 2:
        return True
    for opening, closing in QUOTES.items():
        at = text.rfind(opening)
        if at >= 0 and opening != "‘" and not any(c in text[at + 1 :] for c in closing):
            return True
    return False


WHOLE_BODIES: list[str] = sorted(
    {
        variant
        for table in (tables.DELETED, tables.LIVE_LOCATION, tables.VIEW_ONCE)
        for phrases in table.values()
        for phrase in phrases.split("|")
        for variant in (phrase.rstrip("."), phrase.rstrip(".").lower(), phrase[:1].upper() + phrase[1:].rstrip("."))
    }
    | {c[:1].upper() + c[1:] for c in CALLS}
    | CALLS
)
"""Whole bodies that are more than text without any mark or bracket, as written without a full stop."""
BEGINNINGS: list[str] = [*DELETED_BY, *(f"{call}," for call in sorted(CALLS))]
"""Folded beginnings of bodies that are more than text without any mark or bracket."""
