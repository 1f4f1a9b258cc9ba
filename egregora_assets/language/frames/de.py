"""German."""

from __future__ import annotations

from egregora_assets.language.frames.model import (
    Calendar,
    Counts,
    JournalPhrases,
    Language,
    PostPhrases,
    ProfilePhrases,
    Vocabulary,
    phrases,
    words,
)

GERMAN = Language(
    "de",
    Calendar(
        weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
        short_weekdays=("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
        months=(
            *("Januar", "Februar", "März", "April", "Mai", "Juni"),
            *("Juli", "August", "September", "Oktober", "November", "Dezember"),
        ),
        day_pattern="{weekday}, {day}. {month}",
        full_day_pattern="{weekday}, {day}. {month} {year}",
    ),
    Counts(
        messages=("{n} Nachricht", "{n} Nachrichten"),
        texts=("{n} Nachricht mit Text", "{n} Nachrichten mit Text"),
        people=("{n} Person", "{n} Personen"),
        links=("{n} Link", "{n} Links"),
        pictures=("{n} Bild", "{n} Bilder"),
        videos=("{n} Video", "{n} Videos"),
        recordings=("{n} Aufnahme", "{n} Aufnahmen"),
        files=("{n} Datei", "{n} Dateien"),
        more=("{n} weitere", "{n} weitere"),
        quotes=("{n} Zitat", "{n} Zitaten"),
        laughed=("{n} Person lachte.", "{n} Personen lachten."),
        thousands=".",
        conjunction="und",
        quotation=("„", "“"),
    ),
    PostPhrases(
        one_day="{day}: {messages} von {people}.",
        several_days="{first_day}, bis {last_day}: {messages} von {people}.",
        most="Am meisten schrieben {names}.",
        brief="{people}, {messages}.",
        asked="Gefragt: {quote}",
        settled="Abgemacht: {quote}",
        shared="Geteilt: {things}.",
        links="Links",
        pictures="Bilder",
        unanswered="Fragen ohne Antwort in den nächsten drei Stunden",
        earlier="Früher zum selben Thema",
    ),
    ProfilePhrases(
        opening="{name}: {messages}, {first_day}, bis {last_day}.",
        summary="{name}, {messages}, über {topics}.",
        plain_summary="{name}, {messages}.",
        topics="Themen",
        words="In eigenen Worten",
        rhythm="Stunden und Tage",
        partners="Im Gespräch mit",
        links="Geteilte Links",
        hours="Am häufigsten zwischen {from_hour} und {to_hour}: {share} der Nachrichten.",
        weekdays="Die Tage mit den meisten Nachrichten: {weekdays}.",
        partner="{name}: {n}-mal direkt nacheinander",
    ),
    JournalPhrases(
        title="Journal: {span}",
        span="{first_day} bis {last_day}",
        read="Gelesen: {messages} von {people}, {from_time} bis {to_time}.",
        counts="Was gelesen wurde",
        skipped="Was ausgelassen wurde, und warum",
        outcome="Was daraus wurde",
        kinds={
            "text": "Nachrichten mit Text",
            "media": "Medien ohne Text",
            "location": "Standorte",
            "contact": "Kontaktkarten",
            "poll": "Umfragen",
            "call": "Anrufe",
            "deleted": "gelöschte Nachrichten",
            "system": "Hinweise der Anwendung",
        },
        short="kurze Antworten, Lachen, nur Links oder nur Emojis",
        opted_out="Nachrichten von Personen, die nicht vorkommen wollen",
        unquoted="längere Nachrichten, gelesen und nicht zitiert",
        written="Ein Beitrag mit {quotes}: {title}.",
        too_few="Kein Beitrag: {n}; nötig sind mindestens {minimum}.",
        nothing="Kein Beitrag: Nichts in diesen Nachrichten steht als Zitat für sich.",
    ),
    Vocabulary(
        stemmer="german",
        common=words(
            "der die das den dem des ein eine einen einem einer und ist sind war nicht mit für von zu im am auf "
            "aber ich du er sie wir ihr mich dich uns euch mein dein was wann wo wer wie warum wenn auch noch "
            "schon nur oder weil dass hat habe haben wird werden kann können es als bei aus nach"
        ),
        fillers=words(
            "rest zusammen ok okay ja nein nee nö doch mal eben halt eigentlich vielleicht wahrscheinlich wohl "
            "gut gute guter gutes super toll schön klasse perfekt besser beste schlecht schlechter richtig falsch "
            "genau stimmt klar danke bitte sorry hallo hi hey moin morgen abend nacht leute alle alles jemand "
            "niemand keiner irgendwer ding dinge sache sachen etwas nichts bisschen ganz echt sehr total wirklich "
            "glaube glaub denke weiß weiss will wollen möchte brauche brauchen machen mache macht gemacht gehen "
            "gehe geht ging kommen komme kommt sehen sehe sieht gesehen sagen sage sagt gesagt geben gibt gab "
            "nehmen nehme nimmt finden finde findet mag mögen lassen lass lasst holen bringen bringe heute morgen "
            "gestern jetzt später gleich bald woche wochen monat jahr jahre tag tage mal stunde stunden minute "
            "minuten uhr montag dienstag mittwoch donnerstag freitag samstag sonntag wochenende zuerst erste "
            "letzte nächste neue alte große kleine zwei drei vier fünf frage antwort idee meinung stimme haha lol "
            "hm äh ach oh naja tja gern gerne lieber"
        ),
        subjects=words("zeit haus land leben welt"),
        articles=words(
            "der die das den dem des ein eine einen einem einer eines im am zum zur vom beim mein meine dein "
            "deine unser unsere euer eure dieser diese dieses jede jeder jedes kein keine"
        ),
        joints=frozenset(),
        infinitives=words("zu ich wir ihr"),
        elisions=frozenset(),
        agreements=phrases(
            "ja|jo|genau|abgemacht|einverstanden|passt|passt mir|perfekt|super|klar|ok|okay|gute idee|bin dabei|"
            "ich auch|+1|stimmt|machen wir|so machen wir das|deal|top|gerne|alles klar"
        ),
        openers=words("und aber also dann oder weil auch das es er sie ja nein"),
        verbs=r"^[a-zäöü].*(?:en|st|te|ten|t)$",
        settling=(
            r"\b(?:ist|sind) (?:abgemacht|beschlossen|entschieden|gebucht|bestätigt|fix)\b",
            r"^(?:abgemacht|beschlossen|entschieden|also)[:,] ",
            r"\bwir (?:haben (?:beschlossen|entschieden|abgestimmt)|machen das so|nehmen|treffen uns)\b",
            r"\b(?:habe|hab|haben) .{0,40}(?:gebucht|reserviert|bestätigt|unterschrieben)\b",
        ),
    ),
    no_picture_description="Bild",
)
