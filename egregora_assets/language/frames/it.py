"""Italian."""

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

ITALIAN = Language(
    "it",
    Calendar(
        weekdays=("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
        short_weekdays=("lun", "mar", "mer", "gio", "ven", "sab", "dom"),
        months=(
            *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
            *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
        ),
        day_pattern="{weekday} {day} {month}",
        full_day_pattern="{weekday} {day} {month} {year}",
    ),
    Counts(
        messages=("{n} messaggio", "{n} messaggi"),
        texts=("{n} messaggio con testo", "{n} messaggi con testo"),
        people=("{n} persona", "{n} persone"),
        links=("{n} link", "{n} link"),
        pictures=("{n} immagine", "{n} immagini"),
        videos=("{n} video", "{n} video"),
        recordings=("{n} audio", "{n} audio"),
        files=("{n} file", "{n} file"),
        more=("{n} altra persona", "altre {n} persone"),
        quotes=("{n} citazione", "{n} citazioni"),
        laughed=("Ha riso {n} persona.", "Hanno riso {n} persone."),
        thousands=".",
        conjunction="e",
        quotation=("«", "»"),
    ),
    PostPhrases(
        one_day="{day}: {messages} da {people}.",
        several_days="Da {first_day} a {last_day}: {messages} da {people}.",
        most="Chi ha scritto di più: {names}.",
        brief="{people}, {messages}.",
        asked="Domanda: {quote}",
        settled="Deciso: {quote}",
        shared="Condiviso: {things}.",
        links="Link",
        pictures="Immagini",
        unanswered="Domande senza risposta nelle tre ore seguenti",
        earlier="Prima, sullo stesso tema",
    ),
    ProfilePhrases(
        opening="{name}: {messages}, da {first_day} a {last_day}.",
        summary="{name}, {messages}, su {topics}.",
        plain_summary="{name}, {messages}.",
        topics="Temi",
        words="Con parole sue",
        rhythm="Ore e giorni",
        partners="In conversazione con",
        links="Link condivisi",
        hours="Più spesso tra le {from_hour} e le {to_hour}: {share} dei messaggi.",
        weekdays="I giorni con più messaggi: {weekdays}.",
        partner="{name}: {n} volte subito uno dopo l’altro",
    ),
    JournalPhrases(
        title="Diario: {span}",
        span="{first_day} – {last_day}",
        read="Letto: {messages} da {people}, dalle {from_time} alle {to_time}.",
        counts="Che cosa è stato letto",
        skipped="Che cosa è stato tralasciato, e perché",
        outcome="Che cosa ne è venuto",
        kinds={
            "text": "messaggi con testo",
            "media": "media senza testo",
            "location": "posizioni",
            "contact": "schede di contatto",
            "poll": "sondaggi",
            "call": "chiamate",
            "deleted": "messaggi eliminati",
            "system": "avvisi dell’applicazione",
        },
        short="risposte brevi, risate, solo link o solo emoji",
        opted_out="messaggi di chi ha chiesto di restare fuori",
        unquoted="messaggi più lunghi, letti e non citati",
        written="Un articolo con {quotes}: {title}.",
        too_few="Nessun articolo: {n}; ne servono almeno {minimum}.",
        nothing="Nessun articolo: niente in questi messaggi regge da solo come citazione.",
    ),
    Vocabulary(
        stemmer="italian",
        common=words(
            "il lo la i gli le un uno una di del della dei delle e è in nel nella con per ma che non io tu lui "
            "lei noi voi loro mio tuo suo mi ti si ci questo questa quello quella sono sei siamo era ha hanno ho "
            "anche più molto quando dove come chi quale perché se al alla da dal cosa"
        ),
        fillers=words(
            "resto insieme ok sì si no vabbè vabbe bene male meglio peggio buono buona bello bella grazie scusa "
            "scusate ciao salve ehi ragazzi ragazze gente amici tutti tutte tutto tutta qualcuno nessuno cosa "
            "cose roba niente nulla qualcosa certo esatto vero giusto sbagliato uguale credo penso so sai sapete "
            "voglio vuoi vuole bisogno serve ho hai abbiamo fare faccio fai fa fatto facciamo andare vado vai va "
            "andiamo vedere vedo vede visto guarda guardate dare do dai dà dire dico dice detto mettere metto "
            "messo prendere prendo preso venire vengo viene piace piaciuto adoro preferisco ricordare ricordatemi "
            "arrivare arrivo arriva uscire tornare usare mandare manda capito lasciare lascia portare porto posso "
            "puoi può possono possiamo oggi domani ieri adesso ora dopo prima presto settimana settimane mese "
            "mesi anno anni giorno giorni sera mattina notte volta volte ore minuto minuti lunedì martedì "
            "mercoledì giovedì venerdì sabato domenica weekend primo prima ultimo ultima altro altra nuovo nuova "
            "vecchio grande piccolo due tre quattro cinque voto opinione domanda risposta idea ahah ahahah haha "
            "eh ah oh uff boh mah allora quindi dunque però magari forse davvero proprio"
        ),
        subjects=words("casa lavoro paese"),
        articles=words(
            "il lo la i gli le un uno una del dello della dei degli delle al allo alla ai agli alle nel nella nei "
            "nelle sul sulla dal dalla mio mia tuo tua suo sua nostro nostra questo questa quel quella "
            "ogni l' un' dell' nell' all' sull' dall' quest' quell'"
        ),
        joints=words("di del della dei delle"),
        infinitives=words("per io posso può vado va"),
        elisions=words("l d un dell nell all sull dall c quest quell"),
        agreements=phrases(
            "d'accordo|ok|sì|si|perfetto|va bene|buona idea|ci sto|anche io|anch'io|fatto|esatto|+1|certo|"
            "andata|per me va bene|contate su di me|affare fatto|confermato"
        ),
        openers=words("e ma allora o perché anche questo lui lei loro sì no quindi"),
        verbs=r"(?:are|ere|ire|ato|uto|ito|ando|endo|ava|iamo)$",
        settling=(
            r"\b(?:è|resta) (?:deciso|confermato|prenotato|fissato|sistemato)\b",
            r"^(?:deciso|confermato|allora)[:,] ",
            r"\b(?:abbiamo) (?:deciso|prenotato|votato|confermato|scelto)\b",
            r"\bho (?:prenotato|confermato|firmato|comprato)\b",
            r"\bfacciamo (?:così|alle|il)\b",
        ),
    ),
    no_picture_description="Immagine",
)
