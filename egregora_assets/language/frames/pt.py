"""Portuguese (Brazil and Portugal)."""

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

PORTUGUESE = Language(
    "pt",
    Calendar(
        weekdays=(
            *("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira"),
            *("sábado", "domingo"),
        ),
        short_weekdays=("seg.", "ter.", "qua.", "qui.", "sex.", "sáb.", "dom."),
        months=(
            *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
            *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
        ),
        day_pattern="{weekday}, {day} de {month}",
        full_day_pattern="{weekday}, {day} de {month} de {year}",
    ),
    Counts(
        messages=("{n} mensagem", "{n} mensagens"),
        texts=("{n} mensagem com texto", "{n} mensagens com texto"),
        people=("{n} pessoa", "{n} pessoas"),
        links=("{n} link", "{n} links"),
        pictures=("{n} imagem", "{n} imagens"),
        videos=("{n} vídeo", "{n} vídeos"),
        recordings=("{n} áudio", "{n} áudios"),
        files=("{n} arquivo", "{n} arquivos"),
        more=("mais {n}", "mais {n}"),
        quotes=("{n} citação", "{n} citações"),
        laughed=("{n} pessoa riu.", "{n} pessoas riram."),
        thousands=".",
        conjunction="e",
        quotation=("“", "”"),
    ),
    PostPhrases(
        one_day="Em {day}: {messages} de {people}.",
        several_days="De {first_day}, a {last_day}: {messages} de {people}.",
        most="Quem mais escreveu: {names}.",
        brief="{people}, {messages}.",
        asked="Pergunta: {quote}",
        settled="Ficou combinado: {quote}",
        shared="Compartilhado: {things}.",
        links="Links",
        pictures="Imagens",
        unanswered="Perguntas sem resposta nas três horas seguintes",
        earlier="Antes, sobre o mesmo assunto",
    ),
    ProfilePhrases(
        opening="{name}: {messages}, de {first_day}, a {last_day}.",
        summary="{name}, {messages}, sobre {topics}.",
        plain_summary="{name}, {messages}.",
        topics="Assuntos",
        words="Nas próprias palavras",
        rhythm="Horas e dias",
        partners="Em conversa com",
        links="Links compartilhados",
        hours="Mais vezes entre {from_hour} e {to_hour}: {share} das mensagens.",
        weekdays="Os dias com mais mensagens: {weekdays}.",
        partner="{name}: {n} vezes logo depois um do outro",
    ),
    JournalPhrases(
        title="Diário: {span}",
        span="{first_day} a {last_day}",
        read="Lido: {messages} de {people}, das {from_time} às {to_time}.",
        counts="O que foi lido",
        skipped="O que ficou de fora, e por quê",
        outcome="O que resultou",
        kinds={
            "text": "mensagens com texto",
            "media": "mídia sem texto",
            "location": "localizações",
            "contact": "cartões de contato",
            "poll": "enquetes",
            "call": "chamadas",
            "deleted": "mensagens apagadas",
            "system": "avisos do aplicativo",
        },
        short="respostas curtas, risos, só links ou só emojis",
        opted_out="mensagens de quem pediu para ficar de fora",
        unquoted="mensagens mais longas, lidas e não citadas",
        written="Um post com {quotes}: {title}.",
        too_few="Sem post: {n}; um post pede pelo menos {minimum}.",
        nothing="Sem post: nada nestas mensagens se sustenta sozinho como citação.",
    ),
    Vocabulary(
        stemmer="portuguese",
        common=words(
            "o os as do da dos das no na nos nas um uma uns umas e é em de que não nao com por para pra pro mas "
            "se eu tu ele ela nós vocês você vc eles elas meu minha seu sua isso esse essa este esta foi são está "
            "tá tô tem ter ser vai vou já só também mais muito quando onde como quem qual porque ao aos à às"
        ),
        fillers=words(
            "resto passar passa passei passou acabar acabou começar começou parar parou vir veio vem cair abrir "
            "abriu fecha quiser combinam aguentou fechado combinado juntos ok okay sim não nao nã né ne tá ta tô "
            "to tou aí ai lá la então entao tipo cara mano véi velho gente galera pessoal turma povo amigos amigo "
            "alguém alguem ninguém ninguem todo toda todos todas mundo coisa coisas negócio negocio troço treco "
            "vc vcs voce voces cê ce ces pra pro pras pros q pq tb tbm tbem mt mto blz beleza valeu obrigado "
            "obrigada obg brigado brigada desculpa desculpe foi mal oi olá ola opa eita nossa uau aff ufa ah oh "
            "hein hem ué ue pô po caramba puxa bom boa bons boas dia tarde noite manhã legal massa show top ótimo "
            "ótima otimo perfeito perfeita lindo linda melhor pior certo errado claro exato isso mesmo verdade "
            "real sério serio demais bastante meio quase talvez acho achei achava penso sei sabe sabia quero "
            "queria quer preciso precisa precisava tenho tem tinha temos fazer faz fiz fez feito fazendo ir vou "
            "vai vamos indo foi fui ver vi viu vendo olha olhem olhar dá da dar deu dei dando ficar fica ficou "
            "ficar pegar pega peguei pôr por botar coloca colocar falar fala falei falou falando dizer disse diz "
            "digo pedir pede pedi gosto gostei gosta gostou adoro adorei amo amei odeio prefiro prefere lembrar "
            "lembra lembrem lembro chegar chega cheguei chegou sair saiu saio voltar volta voltei usar usa usei "
            "mandar manda mandei mandou entender entendi entendeu deixar deixa deixei achar levar leva levo "
            "trazer traz trago conseguir consigo consegue consegui tentar tento hoje amanhã amanha ontem agora "
            "depois antes logo cedo semana semanas mês mes ano anos dias vez vezes hora horas minuto minutos "
            "segunda terça terca quarta quinta sexta sábado sabado domingo fim primeiro primeira último última "
            "outro outra novo nova velha grande pequeno pequena dois duas três tres quatro cinco voto opinião "
            "opiniao assunto pergunta resposta ideia surpresa li ler leu vídeo video foto fotos áudio cpf rg "
            "cnpj pix rindo rir kk kkk rs nenhum nenhuma embaixo enquanto rsrs haha alô senão tal nada algo"
        ),
        subjects=words("viagem trabalho sistema obra caminho conselho área final lugar local"),
        articles=words(
            "o a os as um uma uns umas do da dos das no na nos nas ao à aos às pelo pela pelos pelas num numa meu "
            "minha meus minhas seu sua nosso nossa este esta esse essa aquele aquela cada"
        ),
        joints=words("de da do das dos"),
        infinitives=words("para pra eu vou vai vamos quer quero posso pode dá"),
        elisions=frozenset(),
        agreements=phrases(
            "combinado|fechado|fechou|feito|perfeito|beleza|blz|ok|sim|claro|boa|boa ideia|concordo|de acordo|"
            "também|tô dentro|to dentro|estou dentro|pode ser|por mim ok|por mim tudo bem|bora|partiu|+1|exato|"
            "isso|isso aí|tamo junto|show|massa|top|idem|eu também|com certeza|pode contar comigo|conta comigo|"
            "confirmado|ótima ideia|ótimo|fico com essa|por mim pode|por mim está ótimo"
        ),
        openers=words("e mas então entao ou porque aí ai também tambem isso isto ele ela eles elas sim não nao"),
        verbs=r"(?:ar|er|ir|ou|ei|eu|iu|ando|endo|indo|ado|ados|aram|eram|iram|avam?|amos|emos|imos)$",
        settling=(
            r"\b(?:fica|ficou|está|tá) (?:combinado|decidido|marcado|fechado|confirmado|resolvido|acertado)\b",
            r"\b(?:combinado|fechado|decidido|marcado|resolvido|confirmado)[:,!] ",
            r"\b(?:decidimos|combinamos|fechamos|marcamos|votamos|resolvemos)\b",
            r"\b(?:já )?(?:reservei|confirmei|marquei|comprei|assinei|reservamos|confirmamos)\b",
            r"\b(?:vamos|bora) (?:de|com|fechar|marcar|fazer assim)\b",
        ),
    ),
    no_picture_description="Imagem",
)
