"""Lines as people write them, by language and list of words: those that a list finds, and those it must not."""

from __future__ import annotations

from collections.abc import Mapping

Lines = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""By list: lines that it finds, lines that it does not."""

SIGNS: Mapping[str, Lines] = {
    "en": {
        "decisions": (("It's settled then", "we've decided", "I booked the table"), ("what did you decide?",)),
        "greetings": (("Good morning everyone", "hey all", "Happy Friday!"), ("it was a good morning for a walk",)),
        "proposals": (
            (
                "let's meet at 8",
                "how about we leave earlier",
                "should we order pizza?",
                "who's up for a walk",
                "wanna go on Sunday?",
            ),
            ("let's see", "we went there on Sunday"),
        ),
        "objections": (
            ("no way, too far", "but that's a Monday", "I don't think so", "not a fan tbh", "Nope"),
            ("now I see", "nobody has the key", "button it up"),
        ),
        "endings": (
            ("found it under the sofa", "she's home", "it works now", "we won 3-2", "paid my share", "got home safe"),
            ("where is it?", "be there at 10-12 am", "water off Thursday 12th 10 to 3", "call me at 555-1234"),
        ),
        "thanks": (("thanks a lot", "thank you!!", "tysm", "cheers mate"), ("the party is on Friday",)),
        "laments": (
            ("grandpa passed away last night", "so sorry for your loss", "the funeral is on Friday", "Rest in peace"),
            ("I died laughing", "my battery died", "rip my phone", "lol I'm dead"),
        ),
        "sensitive": (
            (
                "he is in the hospital",
                "mum got her biopsy results",
                "they are getting a divorce",
                "I lost my job",
                "who are you voting for?",
                "we pray for you",
                "my therapist said",
            ),
            ("bring the salad", "the next stop is ours"),
        ),
        "insults": (("what an idiot", "wtf", "he's such an asshole", "shut up"), ("what a day", "Hello everybody")),
    },
    "pt": {
        "decisions": (("tá combinado", "fechado, sábado às 8", "já reservei a mesa"), ("o que vocês decidiram?",)),
        "greetings": (("Bom dia, gente", "boa noite", "oi pessoal"), ("foi um bom dia de sol",)),
        "proposals": (
            ("bora marcar", "vamos fazer no sábado?", "que tal domingo?", "e se a gente fosse de trem?", "quem topa?"),
            ("ontem choveu muito", "ela foi de trem"),
        ),
        "objections": (
            ("não acho", "nao dá", "mas sábado é feriado", "discordo", "prefiro domingo", "nem pensar"),
            ("massa demais", "nossa que lindo"),
        ),
        "endings": (
            ("chegou a peça", "deu certo!", "tá pago", "ganhamos de 3 x 1", "resolvido", "apareceu o gato"),
            ("onde fica?", "às 10:30", "2024-05-12"),
        ),
        "thanks": (("obrigada gente", "vlw", "obg!!", "valeu demais"), ("o valor é alto",)),
        "laments": (
            ("meu avô faleceu ontem", "meus sentimentos", "o velório é às 15h", "meus pêsames"),
            ("morri de rir", "tô morta kkkk", "meu celular morreu"),
        ),
        "sensitive": (
            (
                "ela tá internada",
                "saiu o resultado da biópsia",
                "vão se divorciar",
                "fui demitido",
                "o Lula falou",
                "graças a Deus",
                "tô devendo o aluguel",
            ),
            ("traz a salada", "o ônibus atrasou"),
        ),
        "insults": (
            ("que babaca", "seu otário", "moleque", "porra, de novo", "bando de gado"),
            ("que dia lindo", "a cuia é minha"),
        ),
    },
    "es": {
        "decisions": (("queda acordado", "ya reservé la mesa"), ("¿qué decidieron?",)),
        "greetings": (("Buenos días a todos", "buenas!", "hola"), ("fueron unos buenos días de sol",)),
        "proposals": (
            (
                "vamos a la playa",
                "qué tal si salimos antes",
                "que tal el domingo?",
                "propongo el sábado",
                "quién se apunta?",
                "y si vamos en tren?",
                "por q no el viernes",
            ),
            ("ayer llovió mucho", "ella fue en tren"),
        ),
        "objections": (
            ("no creo", "pero es lunes", "prefiero el domingo", "ni loca", "q va", "no me late"),
            ("nosotros ya estamos", "nos vemos"),
        ),
        "endings": (
            ("ya llegué a casa", "ya quedó", "ganamos 3 a 1", "apareció el gato", "ya está pagado", "llegamos bien"),
            ("¿dónde queda?", "a las 10:30", "2024-05-12", "un listón rojo"),
        ),
        "thanks": (("muchas gracias", "grax", "mil gracias!!"), ("qué gracioso",)),
        "laments": (
            ("falleció mi abuelo", "mi más sentido pésame", "el velorio es a las 5", "que en paz descanse"),
            ("me muero de risa", "se murió mi celular"),
        ),
        "sensitive": (
            (
                "está en el hospital",
                "le hicieron una biopsia",
                "se están divorciando",
                "me despidieron",
                "gracias a Dios",
                "votó por la izquierda",
                "debo la renta",
            ),
            ("trae la ensalada", "el camión se tardó"),
        ),
        "insults": (
            ("qué pendejo", "eres un idiota", "no mames", "vaya gilipollas", "qué boluda"),
            ("qué día", "la puntada final"),
        ),
    },
    "de": {
        "decisions": (("Also, Samstag um 8", "ist gebucht", "wir haben entschieden"), ("was habt ihr entschieden?",)),
        "greetings": (("Guten Morgen zusammen", "moin", "Servus"), ("es war ein guter Morgen",)),
        "proposals": (
            (
                "lasst uns Samstag grillen",
                "wie wärs mit Pizza",
                "sollen wir früher los?",
                "wer kommt mit",
                "Bock auf Kino?",
                "was haltet ihr von Sonntag",
            ),
            ("gestern hat es geregnet", "wir waren am See"),
        ),
        "objections": (
            (
                "nö",
                "nee, zu weit",
                "aber das ist ein Montag",
                "ich bin dagegen",
                "iwie nicht so meins",
                "find ich nicht",
            ),
            ("abends geht es", "nichts für ungut"),
        ),
        "endings": (
            ("bin zuhause", "hab ihn gefunden", "läuft wieder", "3:1 gewonnen", "ist bezahlt", "gut angekommen"),
            ("wo ist das?", "um 10:30 Uhr", "am 3.10."),
        ),
        "thanks": (("danke dir", "vielen Dank", "dankeee", "thx"), ("der Tank ist voll",)),
        "laments": (
            ("Opa ist gestorben", "mein Beileid", "die Beerdigung ist Freitag", "von uns gegangen"),
            ("ich sterbe vor Lachen", "mein Handy ist tot"),
        ),
        "sensitive": (
            (
                "sie liegt im Krankenhaus",
                "er hat einen Termin beim Psychologen",
                "sie lassen sich scheiden",
                "mir wurde gekündigt",
                "wen wählt ihr?",
                "Gott sei Dank",
                "hab Schulden",
            ),
            ("bring den Salat mit", "der Zug hat Verspätung"),
        ),
        "insults": (
            ("so ein Idiot", "Scheiße", "Arschloch", "halt die Klappe", "der spinnt"),
            ("so ein Tag", "Fleisch"),
        ),
    },
    "fr": {
        "decisions": (("c'est décidé", "j'ai réservé", "on part sur samedi"), ("vous avez décidé quoi ?",)),
        "greetings": (("Bonjour à tous", "coucou", "slt"), ("passe une soirée tranquille",)),
        "proposals": (
            (
                "on pourrait partir plus tôt",
                "ça vous dit dimanche ?",
                "je propose samedi",
                "qui est partant ?",
                "si on prenait le train",
                "et pk pas lundi",
            ),
            ("hier il a plu", "elle est venue en train"),
        ),
        "objections": (
            (
                "non trop loin",
                "mais c'est lundi",
                "je préfère dimanche",
                "pas d'accord",
                "je ne pense pas",
                "jsp, bof",
                "chaud pour moi",
            ),
            ("nonante euros", "maison à louer"),
        ),
        "endings": (
            ("je l'ai retrouvé", "bien rentrée", "c'est payé", "gagné 3-1", "ça marche", "c'est réglé"),
            ("c'est où ?", "à 10:30", "2024-05-12"),
        ),
        "thanks": (("merci beaucoup", "mercii", "mille mercis"), ("mercredi soir", "mercerie")),
        "laments": (
            ("papi est décédé", "toutes mes condoléances", "les obsèques sont vendredi", "elle nous a quittés"),
            ("je suis mort de rire", "mdr", "mon tél est mort"),
        ),
        "sensitive": (
            (
                "il est à l'hôpital",
                "elle voit un psy",
                "ils divorcent",
                "j'ai été viré",
                "tu votes pour qui ?",
                "dieu merci",
                "je suis à découvert",
            ),
            ("apporte la salade", "le bus est en retard"),
        ),
        "insults": (
            ("quel connard", "putain", "ta gueule", "il est con", "c'est un abruti"),
            ("quelle journée", "la connaissance"),
        ),
    },
    "it": {
        "decisions": (("è deciso", "ho prenotato", "facciamo così"), ("cosa avete deciso?",)),
        "greetings": (("Buongiorno a tutti", "ciao", "buona sera"), ("è stato un buon giorno",)),
        "proposals": (
            (
                "andiamo al mare",
                "che ne dite di domenica?",
                "potremmo partire prima",
                "chi ci sta?",
                "e se andassimo in treno?",
                "xk non lunedì",
            ),
            ("ieri ha piovuto", "lei è venuta in treno"),
        ),
        "objections": (
            (
                "no, troppo lontano",
                "ma è lunedì",
                "preferisco domenica",
                "non sono d'accordo",
                "cmq io non posso",
                "macché",
            ),
            ("nonna arriva", "maglia rossa", "notte a tutti"),
        ),
        "endings": (
            ("sono arrivata", "l'ho trovato", "abbiamo vinto 3 a 1", "funziona", "è pagato", "sono a casa"),
            ("dov'è?", "alle 10:30", "2024-05-12"),
        ),
        "thanks": (("grazie mille", "grazieee", "vi ringrazio"), ("che grazia",)),
        "laments": (
            ("è mancato il nonno", "sentite condoglianze", "il funerale è venerdì", "riposi in pace"),
            ("sto morendo dal ridere", "è morto il telefono"),
        ),
        "sensitive": (
            (
                "è in ospedale",
                "va dallo psicologo",
                "stanno divorziando",
                "mi hanno licenziato",
                "per chi voti?",
                "grazie a Dio",
                "ho dei debiti",
            ),
            ("porta l'insalata", "il treno è in ritardo"),
        ),
        "insults": (
            ("che stronzo", "cazzo", "sei un idiota", "stai zitto", "che coglione"),
            ("che giornata", "il porto"),
        ),
    },
}
