"""Spanish."""

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

SPANISH = Language(
    "es",
    Calendar(
        weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        short_weekdays=("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
        months=(
            *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
            *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
        ),
        day_pattern="{weekday} {day} de {month}",
        full_day_pattern="{weekday} {day} de {month} de {year}",
    ),
    Counts(
        messages=("{n} mensaje", "{n} mensajes"),
        texts=("{n} mensaje con texto", "{n} mensajes con texto"),
        people=("{n} persona", "{n} personas"),
        links=("{n} enlace", "{n} enlaces"),
        pictures=("{n} imagen", "{n} imágenes"),
        videos=("{n} vídeo", "{n} vídeos"),
        recordings=("{n} audio", "{n} audios"),
        files=("{n} archivo", "{n} archivos"),
        more=("{n} más", "{n} más"),
        quotes=("{n} cita", "{n} citas"),
        laughed=("Se rio {n} persona.", "Se rieron {n} personas."),
        thousands=".",
        conjunction="y",
        quotation=("«", "»"),
    ),
    PostPhrases(
        one_day="El {day}: {messages} de {people}.",
        several_days="Del {first_day} al {last_day}: {messages} de {people}.",
        most="Quienes más escribieron: {names}.",
        brief="{people}, {messages}.",
        asked="Pregunta: {quote}",
        settled="Quedó acordado: {quote}",
        shared="Compartido: {things}.",
        links="Enlaces",
        pictures="Imágenes",
        unanswered="Preguntas sin respuesta en las tres horas siguientes",
        earlier="Antes, sobre lo mismo",
    ),
    ProfilePhrases(
        opening="{name}: {messages}, del {first_day} al {last_day}.",
        summary="{name}, {messages}, sobre {topics}.",
        plain_summary="{name}, {messages}.",
        topics="Temas",
        words="En sus propias palabras",
        rhythm="Horas y días",
        partners="En conversación con",
        links="Enlaces compartidos",
        hours="Sobre todo entre las {from_hour} y las {to_hour}: {share} de los mensajes.",
        weekdays="Los días con más mensajes: {weekdays}.",
        partner="{name}: {n} veces justo uno después del otro",
    ),
    JournalPhrases(
        title="Diario: {span}",
        span="{first_day} a {last_day}",
        read="Leído: {messages} de {people}, de {from_time} a {to_time}.",
        counts="Lo que se leyó",
        skipped="Lo que quedó fuera, y por qué",
        outcome="Lo que resultó",
        kinds={
            "text": "mensajes con texto",
            "media": "archivos sin texto",
            "location": "ubicaciones",
            "contact": "tarjetas de contacto",
            "poll": "encuestas",
            "call": "llamadas",
            "deleted": "mensajes eliminados",
            "system": "avisos de la aplicación",
        },
        short="respuestas cortas, risas, solo enlaces o solo emojis",
        opted_out="mensajes de quienes pidieron quedar fuera",
        unquoted="mensajes más largos, leídos y no citados",
        written="Una entrada con {quotes}: {title}.",
        too_few="Sin entrada: {n}; hacen falta al menos {minimum}.",
        nothing="Sin entrada: nada en estos mensajes se sostiene solo como cita.",
    ),
    Vocabulary(
        stemmer="spanish",
        common=words(
            "el la los las un una unos unas y es en de del que no con por para pero se yo tú él ella nosotros "
            "ustedes ellos mi tu su lo le les esto eso ese esa este esta fue son está están tiene hay ya también "
            "más muy cuando donde como quien cuál porque al qué sí si me te nos"
        ),
        fillers=words(
            "resto juntos ok vale sí si no pues bueno buena buenos buenas bien mal mejor peor gracias perdón hola "
            "oye oigan mira miren che tío tía güey wey chicos chicas gente amigos amigo alguien nadie todos todas "
            "todo toda cosa cosas algo nada claro exacto verdad cierto igual también creo pienso sé sabe sabes "
            "sabéis saben quiero quieres quiere necesito tengo tiene tenemos hacer hago hace hizo hecho ir voy va "
            "vamos van fui fue ver vi vio viste mirar dar da doy dio poner pongo decir digo dice dijo dijimos "
            "pedir gusta gustó encanta prefiero recordar recuérdenme recuerda llegar llega llegué salir volver "
            "usar mandar manda mandé entiendo dejar deja llevar lleva traer trae poder puedo puede pueden podemos "
            "hoy mañana ayer ahora luego después antes pronto semana semanas mes año años día días noche tarde "
            "vez veces hora horas minuto minutos lunes martes miércoles jueves viernes sábado domingo fin primero "
            "primera último última otro otra nuevo nueva viejo grande pequeño dos tres cuatro cinco voto opinión "
            "pregunta respuesta idea sorpresa leí leer tal jaja jajaja jeje uf ay ah oh eh xd q xq porfa porfi "
            "genial guay perfecto perfecta súper super serio tema así"
        ),
        subjects=words("trabajo general país"),
        articles=words(
            "el la los las un una unos unas del al mi mis tu tus su sus nuestro nuestra este esta ese esa aquel "
            "aquella cada"
        ),
        joints=words("de del"),
        infinitives=words("para a yo voy va vamos puedo puede quiero"),
        elisions=frozenset(),
        agreements=phrases(
            "vale|de acuerdo|hecho|perfecto|ok|sí|si|claro|buena idea|genial|me apunto|yo también|igual|+1|dale|"
            "listo|quedamos así|cuenten conmigo|exacto|por mí bien|trato hecho|confirmado|buen punto"
        ),
        openers=words("y pero entonces o porque también eso esto él ella ellos sí no pues"),
        verbs=r"(?:ar|er|ir|ando|iendo|ado|ido|ó|é|aron|ieron|amos|emos|imos)$",
        settling=(
            r"\b(?:queda|quedó|está) (?:acordado|decidido|confirmado|cerrado|reservado|hecho)\b",
            r"\b(?:acordado|decidido|confirmado|cerrado|quedamos)[:,] ",
            r"\b(?:decidimos|acordamos|quedamos (?:en|a|el)|votamos)\b",
            r"\b(?:ya )?(?:reservé|confirmé|compré|firmé|reservamos)\b",
        ),
    ),
    no_picture_description="Imagen",
)
