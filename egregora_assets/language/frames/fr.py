"""French."""

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

FRENCH = Language(
    "fr",
    Calendar(
        weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        short_weekdays=("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
        months=(
            *("janvier", "février", "mars", "avril", "mai", "juin"),
            *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
        ),
        day_pattern="{weekday} {day} {month}",
        full_day_pattern="{weekday} {day} {month} {year}",
    ),
    Counts(
        messages=("{n} message", "{n} messages"),
        texts=("{n} message avec du texte", "{n} messages avec du texte"),
        people=("{n} personne", "{n} personnes"),
        links=("{n} lien", "{n} liens"),
        pictures=("{n} image", "{n} images"),
        videos=("{n} vidéo", "{n} vidéos"),
        recordings=("{n} enregistrement", "{n} enregistrements"),
        files=("{n} fichier", "{n} fichiers"),
        more=("{n} autre", "{n} autres"),
        quotes=("{n} citation", "{n} citations"),
        laughed=("{n} personne a ri.", "{n} personnes ont ri."),
        thousands="\u202f",
        conjunction="et",
        quotation=("«\u00a0", "\u00a0»"),
    ),
    PostPhrases(
        one_day="Le {day}\u00a0: {messages} de {people}.",
        several_days="Du {first_day} au {last_day}\u00a0: {messages} de {people}.",
        most="Les plus actifs\u00a0: {names}.",
        brief="{people}, {messages}.",
        asked="Question\u00a0: {quote}",
        settled="Décidé\u00a0: {quote}",
        shared="Partagé\u00a0: {things}.",
        links="Liens",
        pictures="Images",
        unanswered="Questions sans réponse dans les trois heures suivantes",
        earlier="Plus tôt sur le même sujet",
    ),
    ProfilePhrases(
        opening="{name}\u00a0: {messages}, du {first_day} au {last_day}.",
        summary="{name}, {messages}, sur {topics}.",
        plain_summary="{name}, {messages}.",
        topics="Sujets",
        words="Dans ses propres mots",
        rhythm="Heures et jours",
        partners="En conversation avec",
        links="Liens partagés",
        hours="Le plus souvent entre {from_hour} et {to_hour}\u00a0: {share} des messages.",
        weekdays="Les jours avec le plus de messages\u00a0: {weekdays}.",
        partner="{name}\u00a0: {n} fois juste l’un après l’autre",
    ),
    JournalPhrases(
        title="Journal\u00a0: {span}",
        span="{first_day} au {last_day}",
        read="Lu\u00a0: {messages} de {people}, de {from_time} à {to_time}.",
        counts="Ce qui a été lu",
        skipped="Ce qui a été laissé de côté, et pourquoi",
        outcome="Ce qui en est sorti",
        kinds={
            "text": "messages avec du texte",
            "media": "médias sans texte",
            "location": "positions",
            "contact": "fiches de contact",
            "poll": "sondages",
            "call": "appels",
            "deleted": "messages supprimés",
            "system": "avis de l’application",
        },
        short="réponses courtes, rires, liens ou émojis seuls",
        opted_out="messages de personnes qui ont demandé à ne pas figurer",
        unquoted="messages plus longs, lus et non cités",
        written="Un article avec {quotes}\u00a0: {title}.",
        too_few="Pas d’article\u00a0: {n}\u00a0; il en faut au moins {minimum}.",
        nothing="Pas d’article\u00a0: rien dans ces messages ne tient seul comme citation.",
    ),
    Vocabulary(
        stemmer="french",
        common=words(
            "le la les un une des du de et est sont dans avec pour par sur mais que qui ne pas je tu il elle nous "
            "vous ils elles mon ton son ma ta sa ce cette ces où quand comment pourquoi parce ça c'est j'ai au "
            "aux en y on si ou aussi très plus déjà été être avoir"
        ),
        fillers=words(
            "reste ensemble ok oui non ouais nan bon bonne bien mal mieux pire merci pardon désolé salut bonjour "
            "bonsoir coucou super génial parfait top cool nickel vrai faux exact exactement clair sûr grave trop "
            "vraiment peut-être gens tous tout toute toutes quelqu'un personne chose choses truc trucs rien "
            "quelque crois pense sais sait veux veut vouloir besoin faire fais fait faites aller vais va allons "
            "allez vont voir vois vu voit regarde regarder dire dis dit donner donne mettre mets mis prendre "
            "prends pris venir viens vient passer passe aimer aime adore préfère rappeler rappelle arriver arrive "
            "partir pars utiliser envoyer envoie comprends laisser laisse pouvoir peux peut peuvent pouvez "
            "aujourd'hui demain hier maintenant après avant bientôt semaine semaines mois an ans année jour jours "
            "soir matin nuit fois heure heures minute minutes lundi mardi mercredi jeudi vendredi samedi dimanche "
            "week-end premier première dernier dernière autre nouveau nouvelle vieux grand petit deux trois "
            "quatre cinq vote avis question réponse idée mdr lol haha ah oh euh hein bah ben voilà donc alors "
            "ptdr stp svp"
        ),
        subjects=words("maison travail"),
        articles=words("le la les un une des du au aux mon ma mes ton ta tes son sa ses notre nos ce cette ces l'"),
        joints=words("de du des d'"),
        infinitives=words("pour je on nous vous peux peut vais va"),
        elisions=words("l d j m t s n c qu jusqu lorsqu puisqu"),
        agreements=phrases(
            "d'accord|ok|oui|parfait|super|ça marche|ça me va|bonne idée|moi aussi|pareil|je suis partant|"
            "je suis partante|exact|+1|carrément|grave|nickel|c'est noté|vendu|go"
        ),
        openers=words("et mais alors ou parce aussi ça cela il elle ils elles oui non donc"),
        verbs=r"(?:er|ir|é|ée|és|ées|ait|ons|ez|ant)$",
        settling=(
            r"\bc'est (?:décidé|réservé|confirmé|réglé|noté|entendu)\b",
            r"^(?:décidé|confirmé|donc|on dit)[:,]? ",
            r"\b(?:on a|nous avons) (?:décidé|réservé|voté|confirmé|choisi)\b",
            r"\bj'ai (?:réservé|confirmé|signé|acheté)\b",
            r"\bon (?:part sur|se retrouve|fait comme ça)\b",
        ),
    ),
    no_picture_description="Image",
)
