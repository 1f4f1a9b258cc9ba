"""Names as people write them in chats, by language: what stands in braces is somebody of the roster and must go."""

from __future__ import annotations

ROSTERS = {
    "en": [
        "Grace O'Connell",
        "Will Fairbanks",
        "Mark Stone",
        "Jasmine Patel",
        "Siân Lloyd-Jones",
        "Björn Åkesson",
        "Charlotte Nguyen",
        "Rose Abernathy",
        "Jack McAllister",
        "+44 7700 900412",
    ],
    "pt": [
        "João Pedro Rocha",
        "Conceição Vidal",
        "Thaís Lacerda",
        "Márcio Leão",
        "Clara Bittencourt",
        "Zé Carlos",
        "Luiz Gonçalves",
        "Vitória Pinheiro",
    ],
    "es": [
        "María José Núñez",
        "Ángel Ibáñez",
        "Consuelo Duarte",
        "Íñigo Etxeberria",
        "Mercedes Rey",
        "Francisco Javier Soto",
        "Nieves Campo",
    ],
    "de": [
        "Jürgen Weiß",
        "Anneliese Groß",
        "Björn Koch",
        "Mareike Sommer",
        "Ulrike Schäfer",
        "Karl-Heinz Möller",
        "Ernst Winter",
    ],
    "fr": [
        "Aurélie Lefèvre",
        "Benoît Dupré",
        "Noël Fontaine",
        "Marie-Claire Besson",
        "Jérôme Legrand",
        "Rose Delacroix",
        "François Blanc",
    ],
    "it": [
        "Niccolò Esposito",
        "Chiara D'Angelo",
        "Gioia Ferraro",
        "Salvatore Lo Monaco",
        "Beatrice Conti",
        "Francesca Rossi",
        "Felice Grasso",
    ],
    "ru": ["Дмитрий Щербаков", "Юлия Цветаева"],
    "el": ["Γιώργος Παπαδόπουλος", "Ελένη Χατζή"],
    "ar": ["محمد الحسن", "فاطمة الزهراء"],
    "xx": ["李小龙", "山田太郎", "김철수", "דוד כהן", "सुनीता शर्मा"],
}

NAMED = {
    "en": """
{Grace} said yes
thanks {grace}
{GRACE O'CONNELL} rules
{Grace OConnell} here
{grace o’connell} here
{O'Connell} was late
{OConnell} was late
{Connell} was late
{GraceOConnell} signed
{grace.oconnell} is the login
{Gracie} is up
{Graciee} is up
{Grace's} keys
{Grace’s} keys
{Graces} keys
{O'Connells} are coming
is {Will} coming
{Will} has it
{Will's} dad
{WILL FAIRBANKS}
{will.fairbanks}
{wfairbanks} pushed it
{fairbanksw} did
{Fairbanks'} place
{Bill} and {Willy}
{William} sent it
ask {Mark}
{Mark} owes me
{mark stone}
{Marky} lol
{Stone} paid
{MarkStone1985} is his user
{markstone85}
{Mark85} on xbox
{Jasmine} and {Jas} came
{jasmine} came
{Jazz} hmm
{Jaz} hmm
{patel} called
{Sian} is here
{siân} is here
{Sian Lloyd Jones} wrote
{Lloyd-Jones} wrote
{Lloyd Jones} wrote
{LloydJones} wrote
{Siân L.} wrote
{Sian L-J} wrote
{S. Lloyd-Jones} signed
{Bjorn} and {Akesson}
{Bjoern} and {Aakesson}
{björn åkesson}
{Charlotte}, {Lottie} or {Charlie}
{Char} is here
{Nguyen} is here
{charlotten} pushed
{charlottenguyen}
{cnguyen}
{Rose} is late
gave {Rose} a lift
{Rosie} is late
{Abernathy, Rose}
{Rose A.} left
{R. Abernathy} left
{mcallister} left
{Macallister} left
{Jacko} left
{Jackieee} left
{JACKKKK} left
{Jaaaack} left
@{\u2068Grace O'Connell\u2069} pls
@{\u2068~Gracie\u2069} pls
@{447700900412} are you there
{+44 7700 900412} left
{07700 900412} is whose
{Jasmine Patel} added {+44 7700 900412}
You removed {Mark Stone}
{Rose Abernathy} changed this group's icon
{Will Fairbanks} joined using this group's invite link
{Grace O'Connell}.vcf (file attached)
{Charlotte Nguyen} CV.docx
CV_{Nguyen_Charlotte}_2023.pdf
photo-of-{rose-abernathy}.jpg
invoice {Patel} March.pdf
happy birthday {grace}!!!
{G R A C E} hmm
{Gr@ce} hmm
{Jasmіne} hmm
{J\u200basmine} hmm
#{jasmineforpresident} yes
{jasmine}❤️
❤️{jasmine}
_{jasmine}_ *{Charlotte}* ~{Rose}~
"{Charlotte}"
({charlotte})
{Charlotte}/{Jasmine}
{charlotte}&{jasmine}
{Charlotte}-{Jasmine}
{charlotte}'d know
{Charlotte}'ll come
{charlotte}s
mr. {Fairbanks}, ms {Patel}
my cousin {Delphine Archer} came
https://example.com/users/{jasmine-patel}/photos
https://www.example.org/~{mstone}/x
{mark@stone.example}
""",
    "pt": """
{João} chegou
{joao} chegou
{Joao Pedro} chegou
{JP} chegou
{João Rocha} chegou
{Jão} chegou
{Joãozinho} chegou
{joãozinho} chegou
{João Pedro}, {Pedrinho}, {Pedro}
{Rocha} pagou
a {Conceição} veio
{conceicao} veio
{Ceiça} veio
{Ceição} veio
{Concita} veio
{thais} foi
{Thá} foi
{Thaís}{inha}
{Thaisinha} foi
{Tatá} foi
{Márcio} {Leão}
o {Leão} pagou
{Marcinho} pagou
{marcio leao}
{Clarinha} veio
{Clarita} veio
a {Clara} veio
falei com a {Clara} ontem
{clara bittencourt}
{Zé} chegou
o {zé carlos} veio
{Zeca} veio
{Zezinho} veio
{Carlinhos} veio
{José Carlos} veio
{Luiz} e {Luis}
{Luís} veio
{Luizinho} veio
{Lulu} veio
{Goncalves} veio
{gonçalves} veio
{Vivi} veio
{Vick} veio
{Vitorinha} veio
a {Vitória} veio
com a {Vitória} e o {Pinheiro}
casa da {Thaís}
carro do {Marcio}
{LUIZ GONÇALVES}
{lgoncalves}
{luiz.goncalves92}
{Thaísss}
{thaiiis}
{Márcio Leão} saiu do grupo
seu {Raimundo} consertou
dona {Efigênia} ligou
tia {Neide} ligou
parabéns {vitoria}!
obg {thais}
@{\u2068Luiz Gonçalves\u2069} vem
CURRICULO {Thais Lacerda}.pdf
comprovante_{marcio_leao}.pdf
{LACERDA, Thaís}
{T. Lacerda}
""",
    "es": """
{María José} vino
{Maria Jose} vino
{MariaJosé} vino
{Majo} vino
{Pepa} hmm
{María} vino
{Nuñez} pagó
{nunez} pagó
{Ángel} vino
{angel ibanez}
el {Ibáñez} pagó
{Angelito} vino
con {Ángel} fuimos
{Consuelo} vino
{Chelo} vino
le dije a {Consuelo}
{Iñigo} vino
{inigo} vino
{Etxeberria} paga
{Echeberria} paga
{Mercedes} vino
{Merche} vino
{Meche} vino
{Mercedes Rey} se unió
con {Rey} hablé
{Francisco} vino
{Paco} vino
{Pacoooo} ven
{Fran} vino
{Javi} vino
{Javier} vino
{Fco Javier} vino
{Fco. Javier Soto}
{Curro} vino
{Nieves} vino
a {Nieves} le gusta
{nieves campo}
{Nieves Campo} salió
casa de {Mercedes}
feliz cumple {merche}
don {Anselmo} vino
{Núñez, María José}
@{\u2068Francisco Javier Soto\u2069} ven
""",
    "de": """
{Jürgen} kommt
{Juergen} kommt
{Jurgen} kommt
{Jürgens} Auto
{Weiss} kommt
{Weiß} kommt
Herr {Weiß} kommt
mit {Weiß} geredet
{JÜRGEN WEISS}
{juergenweiss}
{juergen.weiss}
{Anneliese} kommt
{Anne} kommt
{Liesl} kommt
{Groß} hat bezahlt
{Gross} hat bezahlt
{Anneliese Gross}
{Björn} {Bjoern} {Bjorn}
{Björns} Haus
{Koch} hat bezahlt
mit {Koch} telefoniert
{Mareike} kommt
{Mareikes} Rad
bei {Sommer} zuhause
Frau {Sommer} kommt
{Sommers} kommen
{Uli} kommt
{Ulli} kommt
{Rike} kommt
{Schäfer} {Schaefer} {Schafer}
{Schäfers} kommen
{Karl-Heinz} kommt
{Karl Heinz} kommt
{Karlheinz} kommt
{Kalle} kommt
{Heinz} kommt
{Kalli} kommt
{Möller} {Moeller} {Moller}
{Möllers} Garten
{Ernst} kommt
mit {Ernst} geredet
{Ernsts} Hut
{Ernst Winter} hat die Gruppe verlassen
{Winter} hat unterschrieben
danke {jürgen}!
hallo {mareike}
{Mareikeee}
Tante {Hildegard} kommt
@{\u2068Karl-Heinz Möller\u2069} komm
Lebenslauf_{Schaefer}.pdf
{Möller, K.-H.}
""",
    "fr": """
{Aurélie} arrive
{aurelie} arrive
{Auré} arrive
{Lili} hmm
{Lefevre} arrive
{LEFÈVRE} arrive
{d'Aurélie} le sac
le sac d'{Aurélie}
{Benoit} arrive
{Ben} arrive
{benoît} arrive
{Dupre} arrive
{Noël} arrive
avec {Noël} hier
{noel fontaine}
{Fontaine} a payé
{Marie-Claire} arrive
{Marie Claire} arrive
{MarieClaire} arrive
{Marie} arrive
{Besson} arrive
{Jérôme} {Jerome}
{Jéjé} arrive
{Legrand} arrive
{Rose} arrive
chez {Rose}
{François} {Francois} {Franck}
{Fanfan} hmm
chez {Blanc}
{Aurélie Lefèvre} a quitté le groupe
merci {aurélie}
{Auréliiie}
tonton {Marcel} arrive
Mme {Besson} arrive
@{\u2068Marie-Claire Besson\u2069}
qu'{Aurélie} vienne
l'{Aurélie}
""",
    "it": """
{Niccolò} arriva
{Niccolo} arriva
{Nicolò} arriva
{Nico} arriva
{niccolo'} arriva
{Esposito} paga
{Chiara} arriva
{Chiaretta} arriva
{D'Angelo} paga
{Dangelo} paga
{d angelo} paga
{chiara d'angelo}
{Gioia} arriva
con {Gioia} ieri
{Salvatore} arriva
{Totò} arriva
{Tore} arriva
{Lomonaco} paga
{Bea} arriva
{Beatrice} arriva
{Conti} paga
{Francesca} {Fra} {Franci}
{Rossi} paga
{Felice} arriva
con {Felice} ieri
{Grasso} paga
{Francesca Rossi} ha abbandonato
zia {Carmela} arriva
casa di {Beatrice}
grazie {francesca}
{Francescaaa}
signora {Grasso}
""",
    "ru": """
{Дмитрий} пришёл
{дмитрий} пришёл
{Дмитрия} нет
с {Дмитрием}
{Дима} пришёл
{Dmitriy} came
{Dmitry} came
{Dmitri} came
{Щербаков} тут
{Щербакова} нет
{Shcherbakov} paid
{Юлия} тут
{Юлю} видел
{Юля} тут
{Yulia} is here
{Julia} is here
{Yuliya} is here
{Цветаева} тут
{Tsvetaeva} paid
""",
    "el": """
{Γιώργος} ήρθε
{γιωργος} ήρθε
{Γιώργο} έλα
{Giorgos} came
{Yiorgos} came
{Γιώργου} το σπίτι
{Παπαδόπουλος} ήρθε
{Papadopoulos} came
{Ελένη} ήρθε
{Eleni} came
{Ελένης} το σπίτι
{Χατζή} ήρθε
{Chatzi} came
{Hatzi} came
""",
    "ar": """
{محمد} وصل
{مُحَمَّد} وصل
و{محمد} وصل
ل{محمد}
{Mohamed} came
{Muhammad} came
{Mohammed} came
{الحسن} وصل
{Hassan} came
{فاطمة} وصلت
{فاطمه} وصلت
{Fatima} came
""",
    "xx": """
{小龙}来了
{李小龙}来了
{太郎}さん
{山田}さん
{山田太郎}です
{철수}야
{김철수}입니다
{דוד} בא
ל{דוד}
{כהן} בא
{सुनीता} आई
{शर्मा} जी
""",
}

NOT_NAMED = {
    "en": """
will you be there
I will
Will it rain
Will do
mark my words
mark it done
Mark it as done
question mark
a stone wall
amazing grace
say grace
the rose garden
prices rose again
stoned again
jack of all trades
car jack
the jackpot
willing to help
goodwill hunting
marketing plan
remarkable
roses are red
disgrace
graceful
Patella pain
at the bank
fair enough
we have 3 banks
fairbank
Good morning everyone
Happy Christmas
See you Monday in London
The BBC said so
United Kingdom
I love New York
charcoal grill
chart it
my jazz record
it was a bill of rights
great job guys
ok
lol
Thanks!
Charge it
Conn
connect
""",
    "pt": """
claro que sim
clara como água
ficou claro
na rocha
a rocha caiu
o leão rugiu
leão de pedra
pinheiro cortado
uma vitória bonita
vitória do time
que vitória!
Claro!
conceito
joaninha na planta
vale a pena
Bom dia pessoal
Feliz Natal
São Paulo
a gente vai
gonçalo
lacerdismo
lei da gravidade
viva a vida
luz acesa
luluzinha
""",
    "es": """
el rey de España
un ángel
ángel de la guarda
sin consuelo
las mercedes
un Mercedes nuevo
el campo verde
campo de fútbol
nieves perpetuas
me consuela
Buenos días
Feliz Navidad
Nieva mucho
qué rey
pepa de fruta
angelical
franco
mercado
merced
""",
    "de": """
ich weiß es nicht
Weiß jemand was
Weiß nicht
Weißt du
weiss nicht
groß und klein
große Klasse
ein Koch
kochen
im Sommer
im Winter
der Winter kommt
im Ernst
ernst
die Schäferin
karlsruhe
Guten Morgen
Frohe Weihnachten
Das Wetter ist schön
Die Kinder spielen
am Montag in Berlin
Winterreifen
Sommerfest
Großeltern
Weißwein
""",
    "fr": """
joyeux Noël
père Noël
une fontaine
la rose
vin blanc
un blanc
le grand
grand
rose bonbon
franc
La fontaine
Bonjour à tous
benne
marier
fontaines
blanche
bénéfice
""",
    "it": """
che gioia
gioia mia
felice di vederti
sono felice
il monaco
i conti
conti correnti
grasso
chiaro
acqua chiara
rossi
i rossi
salvare
salvatore
Buongiorno a tutti
Buon Natale
nicotina
francese
frate
tra fra
fra poco
Fra poco
fra due giorni
""",
}
