"""The longer texts of the site's own, in the order of `vocabulary.LANGUAGES`."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, str, str, str, str, str]] = {
    "search.without_script": (
        "Searching needs the script that comes with this site. Without it, everything can be reached by year, tag "
        "and day:",
        "A busca precisa do script deste site. Sem ele, chega-se a tudo por ano, tema e dia:",
        "La búsqueda necesita el script de este sitio. Sin él, se llega a todo por año, tema y día:",
        "Die Suche braucht das Skript dieser Seite. Ohne es ist alles nach Jahr, Thema und Tag erreichbar:",
        "La recherche a besoin du script de ce site. Sans lui, tout est accessible par année, thème et jour :",
        "La ricerca ha bisogno dello script di questo sito. Senza, si arriva a tutto per anno, tema e giorno:",
    ),
    "about.how": (
        "How this came about",
        "Como isto surgiu",
        "Cómo surgió esto",
        "Wie das entstand",
        "D’où cela vient",
        "Come è nato tutto questo",
    ),
    "about.how.text": (
        "A group chat was exported by somebody who took part in it. Egregora read the export on their own machine, "
        "gathered what belongs together, and made this site. What stands in quotation marks was really said: each "
        "quote leads to its place in the conversation.",
        "Uma conversa em grupo foi exportada por alguém que participou dela. A Egregora leu essa exportação na "
        "máquina dessa pessoa, reuniu o que pertence junto e fez este site. O que aparece como citação foi mesmo "
        "dito: cada citação leva ao seu lugar na conversa.",
        "Alguien que participó en una conversación de grupo la exportó. Egregora leyó la exportación en su propio "
        "equipo, reunió lo que va junto e hizo este sitio. Lo que aparece como cita se dijo de verdad: cada cita "
        "lleva a su lugar en la conversación.",
        "Jemand aus der Gruppe hat das Gespräch exportiert. Egregora hat den Export auf dem eigenen Rechner dieser "
        "Person gelesen, zusammengestellt, was zusammengehört, und diese Seite gemacht. Was als Zitat dasteht, "
        "wurde wirklich gesagt: Jedes Zitat führt an seine Stelle im Gespräch.",
        "Une personne du groupe a exporté la conversation. Egregora a lu cet export sur sa propre machine, "
        "rassemblé ce qui va ensemble et fait ce site. Ce qui est cité a vraiment été dit : chaque citation mène à "
        "sa place dans la conversation.",
        "Una persona del gruppo ha esportato la conversazione. Egregora ha letto l’esportazione sul suo computer, "
        "ha riunito ciò che sta insieme e ha fatto questo sito. Ciò che è citato è stato detto davvero: ogni "
        "citazione porta al suo posto nella conversazione.",
    ),
    "about.privacy": ("Privacy", "Privacidade", "Privacidad", "Privatsphäre", "Vie privée", "Privacy"),
    "about.privacy.text": (
        "Names were replaced by pseudonyms before anything was written, and personal data by placeholders such as "
        "[phone-1]. Pictures were drawn again without the data that cameras put into them. Whoever asked to be left"
        " out is left out, also in what was written before.",
        "Os nomes foram trocados por pseudônimos antes de qualquer texto ser escrito, e os dados pessoais por "
        "marcas como [phone-1]. As imagens foram refeitas sem os dados que as câmeras guardam nelas. Quem pediu "
        "para ficar de fora ficou de fora, também no que já estava escrito.",
        "Los nombres se cambiaron por seudónimos antes de escribir nada, y los datos personales por marcas como "
        "[phone-1]. Las imágenes se rehicieron sin los datos que guardan las cámaras. Quien pidió quedar fuera, "
        "quedó fuera, también en lo ya escrito.",
        "Namen wurden durch Pseudonyme ersetzt, bevor irgendetwas geschrieben wurde, persönliche Daten durch "
        "Platzhalter wie [phone-1]. Bilder wurden neu gezeichnet, ohne die Angaben der Kamera. Wer darum bat, nicht"
        " vorzukommen, kommt nicht vor, auch nicht in früher Geschriebenem.",
        "Les noms ont été remplacés par des pseudonymes avant toute écriture, et les données personnelles par des "
        "repères comme [phone-1]. Les images ont été redessinées sans les données des appareils. Qui a demandé à ne"
        " pas paraître ne paraît pas, même dans ce qui était déjà écrit.",
        "I nomi sono stati sostituiti da pseudonimi prima di scrivere qualsiasi cosa, e i dati personali da "
        "segnaposto come [phone-1]. Le immagini sono state ridisegnate senza i dati delle fotocamere. Chi ha "
        "chiesto di restare fuori è rimasto fuori, anche da ciò che era già scritto.",
    ),
    "about.reader": ("You, the reader", "Quem lê", "Quien lee", "Wer hier liest", "Vous qui lisez", "Chi legge"),
    "about.reader.text": (
        "This site sets no cookie, counts nobody, and asks no other host for anything. It can be read without a "
        "script, from a server or straight from a folder.",
        "Este site não usa cookies, não conta ninguém e não pede nada a nenhum outro servidor. Pode ser lido sem "
        "script, de um servidor ou direto de uma pasta.",
        "Este sitio no usa cookies, no cuenta a nadie y no pide nada a ningún otro servidor. Se puede leer sin "
        "script, desde un servidor o directamente desde una carpeta.",
        "Diese Seite setzt keine Cookies, zählt niemanden und fragt keinen anderen Rechner nach irgendetwas. Sie "
        "lässt sich ohne Skript lesen, von einem Server oder direkt aus einem Ordner.",
        "Ce site ne pose aucun cookie, ne compte personne et ne demande rien à aucun autre serveur. Il se lit sans "
        "script, depuis un serveur ou directement depuis un dossier.",
        "Questo sito non usa cookie, non conta nessuno e non chiede nulla ad altri server. Si può leggere senza "
        "script, da un server o direttamente da una cartella.",
    ),
    "about.ratings": ("Ratings", "Notas", "Puntuaciones", "Wertungen", "Notes", "Punteggi"),
    "about.ratings.text": (
        "Posts are compared in pairs, and the ratings follow from all comparisons together; 1500 is the middle.",
        "Os textos são comparados aos pares, e as notas resultam de todas as comparações juntas; 1500 é o meio.",
        "Los textos se comparan por parejas, y las puntuaciones resultan de todas las comparaciones; 1500 es el medio.",
        "Beiträge werden paarweise verglichen; die Wertungen folgen aus allen Vergleichen zusammen, 1500 ist die "
        "Mitte.",
        "Les articles sont comparés deux à deux ; les notes découlent de toutes les comparaisons, 1500 est le milieu.",
        "Gli articoli si confrontano a coppie; i punteggi derivano da tutti i confronti insieme, 1500 è il centro.",
    ),
    "empty.title": (
        "Nothing has been said yet",
        "Ainda não se disse nada",
        "Todavía no se ha dicho nada",
        "Noch wurde nichts gesagt",
        "Rien n’a encore été dit",
        "Non è stato ancora detto niente",
    ),
    "empty.text": (
        "Export a group chat from your phone (in WhatsApp: open the chat, More, Export chat), put the file into the"
        " inbox folder, and run the pipeline. This page then fills by itself.",
        "Exporte uma conversa em grupo do seu telefone (no WhatsApp: abra a conversa, Mais, Exportar conversa), "
        "ponha o arquivo na pasta inbox e execute o processamento. Esta página então se enche sozinha.",
        "Exporta una conversación de grupo desde tu teléfono (en WhatsApp: abre el chat, Más, Exportar chat), pon "
        "el archivo en la carpeta inbox y ejecuta el proceso. Esta página se llenará sola.",
        "Exportiere einen Gruppenchat von deinem Telefon (in WhatsApp: Chat öffnen, Mehr, Chat exportieren), lege "
        "die Datei in den Ordner inbox und starte den Lauf. Diese Seite füllt sich dann von selbst.",
        "Exportez une conversation de groupe depuis votre téléphone (dans WhatsApp : ouvrir la discussion, Plus, "
        "Exporter), placez le fichier dans le dossier inbox et lancez le traitement. Cette page se remplira "
        "d’elle-même.",
        "Esporta una chat di gruppo dal telefono (in WhatsApp: apri la chat, Altro, Esporta chat), metti il file "
        "nella cartella inbox e avvia l’elaborazione. Questa pagina si riempirà da sola.",
    ),
    "not_found.title": (
        "This page is not here",
        "Esta página não está aqui",
        "Esta página no está aquí",
        "Diese Seite gibt es hier nicht",
        "Cette page n’est pas ici",
        "Questa pagina non è qui",
    ),
    "not_found.text": (
        "It may have been left out because somebody asked for it. Start again from the home page, or search.",
        "Talvez tenha sido retirada a pedido de alguém. Comece de novo pelo início ou faça uma busca.",
        "Quizá se retiró a petición de alguien. Empieza de nuevo desde el inicio o busca.",
        "Vielleicht wurde sie auf jemandes Wunsch entfernt. Beginne auf der Startseite oder suche.",
        "Elle a peut-être été retirée à la demande de quelqu’un. Repartez de l’accueil ou cherchez.",
        "Forse è stata tolta su richiesta di qualcuno. Riparti dalla pagina iniziale o cerca.",
    ),
}
