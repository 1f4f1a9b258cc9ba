"""Lines that people write, in six languages: what stands in braces must be hidden, lines without braces must stay."""

from __future__ import annotations

ROSTERS = {
    "en": ["Hope Larkin", "Drew Castellano", "Nadia Osei", "Bill Trent", "Zoë Hartmann", "May Solomon"],
    "pt": [
        "Raimundo Nonato Teles",
        "Letícia Gusmão",
        "Flor Barros",
        "Estêvão Prata",
        "Inês Camargo",
        "+55 11 90000-7001",
    ],
    "es": ["Begoña Arrieta", "Jesús Olmedo", "Luz Cifuentes", "Ramón Peña"],
    "de": ["Käthe Brandt", "Günther Sauer", "Stefan Lang", "Rosa Klein"],
    "fr": ["Élodie Marchand", "Jean-Baptiste Petit", "Chloé Roux"],
    "it": ["Giulia Ferri", "Marco Bianchi", "Luca Neri"],
}

HIDDEN = {
    "en": """
mail me: {Zoe.H+test@mail.example.co.uk}
{nadia(at)example.com} works
{nadia at example dot com}
{nadia@localhost2} maybe
ring me on {07700 900123}
{07700900123} is my cell
{020 7946 0018} is the office
text {555-0134} when there
my cell: {3035550172}
number {(0)20 7946 0958} ok
call me {+1-720-555-0185}
WhatsApp me at {+44(0)7700 900123}
card no {5555-5555-5555-4444} cvv 123
amex {378282246310005}
it is {4111111111111111} ok
iban {GB33 BUKB 2020 1555 5555 55}
ssn {123-45-6789}
NI number {QQ 12 34 56 C}
passport {533380006} expires
account number {12345678} sort code {12-34-56}
acct {000123456789}
born {14/03/1988}
my birthday is {14 March 1988}
DOB: {1988-03-14}
plate {AB12 CDE}
license plate {7ABC123}
reg is {LK19 XYZ}
postcode {YO1 7HH}
zip {90210}
server {198.51.100.23:8080}
ssh root@{203.0.113.9} ok
the v6 is {2001:db8:85a3::8a2e:370:7334}
mac {00:1b:44:11:3a:b7}
http://{198.51.100.7}/admin
reset: https://example.com/reset/{a8Fk29LmQp}
https://app.example.com/verify?email={nadia%40example.com}&x=1
https://example.com/share/{f86bebb2-737f-4a6f-afb2-3c6f5da2cec2}
https://zoom.us/j/{98765432101}?pwd={aGVsbG8xMjM}
https://meet.google.com/{abc-defg-hij}
https://discord.gg/{hT3kLm9}
https://t.me/joinchat/{AAAAAEkk2WdoDrB4}
https://docs.google.com/document/d/{1A2b3C4d5E6f7G8h9I0jKlMnOpQrStUvWxYz}/edit
{instagram.com/nadia.osei}
https://www.linkedin.com/in/{nadia-osei-123}/
https://{facebook.com/drew.castellano.9}
https://wa.me/{447700900123}
my insta is {nadia_o}
insta: {hopelarkin}
follow {@nadia_osei99}
pass: {hunter2}
password is {Tr0ub4dor&3}
the wifi password is "{correct horse}"
door code {4471}
use code {SAVE20} at checkout
alarm pin: {9921}
your code is {493 221}
PIN {4590}
api key {sk-abcDEF1234567890abcdef}
AWS {AKIAIOSFODNN7EXAMPLE}
token={ghp_abcdefghijklmnopqrstuvwxyz0123456789}
login bob / password {qwerty99}
we live at {12 Oak Street}, Leeds
Send it to {221B Baker Street, London NW1 6XE}
address: {1600 Pennsylvania Ave NW, Washington, DC 20500}
apt {4 Privet Drive, Flat 3}
meet at {51.507351, -0.127758}
location: https://maps.google.com/?q={51.507351,-0.127758}
https://goo.gl/maps/{AbCdEf123}
https://www.google.com/maps/place/{Some+Place/@51.5073,-0.1277,17z}
{51°30'26"N 0°7'39"W}
w3w {///filled.count.soap}
{9C3XGV4C+XV} is the plus code
{NadiaOsei} joined
{nadia_osei}.pdf is attached
{nadiaosei} was there
#{HopeLarkin} party
{HOPE LARKIN} rules
{hope larkin} was late
{Hope L.} came
{N. Osei} said so
{Osei, Nadia} signed
{Nad\u200bia} hidden
{N\u200badia} hidden
{Nadíaaa} come
{Nаdia} cyr
{ＮＡＤＩＡ} wide
{Hopeeee} where are you
{Zo} and {Zoey}?
{William} came late
{Willy} and {Billie}
thanks {nadia}!
with {nadia's} car
{Nadias} car
{Trent's} house
{Castellanos} came over
@{⁨Bill Trent⁩} and @{⁨Unknown Dude⁩}
for {Hope}, with love
ask {Hope} about it
I told {Bill} already
So {May} and {Drew} left
is {May} coming?
{Bill} and {Hope} fight
{Mr Solomon} called
{Dr. Osei} is in
{Nadia Osei}'s security code changed
{Bill Trent} added {Zoë Hartmann}
{Nadia}+{Drew}
{Nadia}/{Drew}
{hartmann} pays
{zoë}
{ZOË}!!!
{Zoë}
{Zoeee}
IMG_{Nadia}_2023.jpg
{bill.trent}@
""",
    "pt": """
liga {11 90000-7001} agora
meu zap {(11) 90000-7001}
{90000-4141} é o meu
fone: {3333-4141}
{+55 11 90000 7001}
0{21 90000-4141} claro
me liga {21900004141}
pix {leticia.gusmao@example.com.br}
pix {+5581900006610}
chave pix: {f86bebb2-737f-4a6f-afb2-3c6f5da2cec2}
cpf {84148525303}
cnpj {33875004000172}
rg {12.345.678-9}
cnh {01234567890}
agência {1234} conta {56789-0}
placa {ABC1D23}
placa {abc-1234}
nasci em {14/03/1988}
data de nascimento {14 de março de 1988}
aniversário dia {14/03}
moro na {Rua das Flores, 123, apto 41}
{Av. Paulista, 1578} - Bela Vista
Avenida Brasil {500}
rua {são joão 45}
CEP {01310-100}
{01310-100} é o cep
senha do wifi: {gato1234}
a senha é {Abacaxi#9}
senha {1234}
código de verificação {123-456}
seu código do WhatsApp: {123-456}
meu insta é {leti.gusmao}
{leticia arroba example ponto com}
{leticia@example.com}
{Lê} chegou
{Leti} chegou
{lelê} dormiu
{leticinha} linda
{Raimundinho} veio
{Rai} chegou
{Letícia}, cadê vc
{LETICIA GUSMAO}
{Leticia G.} veio
{leticiagusmao}
{Estevão} foi
{estevão} foi
{Estêvão} tá aí
{Florzinha} veio
com a {Flor Barros}
{flor barros} veio
{Inezinha} vem
a {ines} disse
{INÊS}!!!
{Inêsss} volta
@{5511900007001} olha
{teles} pagou
{Nonato} e {Prata}
Sr. {Prata} ligou
Dona {Flor} ligou
minha tia {Fulana de Tal} morreu
{Inês Camargo} foi adicionada por {Letícia Gusmão}
""",
    "es": """
mi móvil es {600 000 902}
llámame al {600000902}
{912 345 678} es el fijo
NIE {X1234567L}
dni {87654321-X}
dni: {87.654.321-X}
cuenta {ES66 2100 0418 4012 3456 7891}
vivo en la {Calle Mayor, 12, 3º B}
{C/ Alcalá 45, 28014 Madrid}
{Avda. de la Constitución, 7}
{Plaza del Sol 3}
matrícula {1234 BCD}
nací el {3 de mayo de 1990}
código postal {28013}
contraseña: {perro2020}
la clave es {Sol#2024}
la contraseña del wifi es {perro2020}
{Begoñita} linda
{Bego} viene
{Chus} viene
{Moncho} no viene
{jesus} viene
{Jesús} llegó
con {Luz} y {Begoña}
{Begoñaaa}
{begoñaarrieta}
{RAMÓN PEÑA}
{Ramon P.} viene
la {Cifuentes} dijo
{olmedo} dijo
{Luz Cifuentes} salió del grupo
{Begoña Arrieta} añadió a {Jesús Olmedo}
""",
    "de": """
ruf mich an: {0151 23456789}
Handy {0176-12345678}
{030 23125 777} Büro
{+49 (0)30 23125777}
Nummer {017612345678}
wohne in der {Hauptstraße 12}
{Goethestr. 5, 60313 Frankfurt am Main}
{Am Marktplatz 3, 50667 Köln}
{Berliner Straße 44}
PLZ {04109}
geboren am {12.03.1988}
Geburtstag ist {12. März 1988}
geb. {12.3.88}
Kennzeichen {B-MW 1234}
{HH-AB 123} steht da
Passwort: {Sommer2020!}
WLAN Passwort ist {katze-123}
Steuer-ID {86 095 742 719}
Konto {0532013000} BLZ {37040044}
{Käthchen} kommt
{kaethe} kommt
{Kathe} kommt
{Günthers} Auto
{Guenthers} Auto
{Steffi}? nein, {Stefan}
{stefan} kommt
{STEFAN} KOMMT
mit {Lang} geredet
Herr {Sauer} kommt
Frau {Klein} kommt
{Rosi} kommt
bei {Rosa} zuhause
{Stefan Lang} hat {Käthe Brandt} hinzugefügt
{Güntherrr} komm
{käthebrandt}
{Brandt}
""",
    "fr": """
appelle {06 12 34 56 78}
{06.12.34.56.78} c'est moi
mon mail : {elodie@example.fr}
j'habite {12 rue de la Paix, 75002 Paris}
{5 bis avenue Victor Hugo}
code postal {75011}
né le {14/03/1988}
mot de passe : {chaton42}
le code de la porte {A1234}
digicode {12B45}
nir {1 85 05 78 006 084 91}
{elodie} arrive
{ÉLODIE} arrive
{Élo} arrive
{Jean-Baptiste} arrive
{Jean Baptiste} arrive
{jean-baptiste petit}
{Chloé} et {Chloe}
M. {Petit} arrive
{AB-123-CD} plaque
""",
    "it": """
chiamami al {347 123 4567}
mail {giulia@example.it}
abito in {Via Roma 12, 00184 Roma}
{Piazza Garibaldi, 3}
cap {00184}
nata il {14/03/1988}
codice fiscale {RSSMRA85T10A562S}
password: {gatto99}
targa {AB123CD}
{Giulietta} viene
{giulia} viene
{Marco} viene
con {Neri}
{Luca Neri} ha aggiunto {Giulia Ferri}
{IT60 X054 2811 1010 0000 0123 456}
""",
}

KEPT = {
    "en": """
see you at 10:30 or 22:45
order #4412345678 shipped
order 12345678 arrived
tracking LB123456789HK
2023-07-04 10:30:22
04/07/2023 at 18:00
it's 12.5 km away, 1,234,567 steps
$1,234,567.89 total
price 12.345.678
score 3-2, 21-19, 21-17
room 204, floor 3, gate B12
flight BA2490 at 6
chapter 12 verse 3
ISBN 978-3-16-148410-0
https://github.com/org/repo/blob/main/src/app.py#L42
https://github.com/org/repo/commit/36b3216fdaeeb975729fae923d5a4fd12aabfe22
https://www.youtube.com/watch?v=dQw4w9WgXcQ
https://youtu.be/dQw4w9WgXcQ
https://en.wikipedia.org/wiki/Golden_Gate_Bridge
https://news.example.com/2023/05/14/some-long-story-about-the-town?page=2
https://www.bbc.co.uk/news/uk-politics-12345678
sha 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
commit 3f2c1ab
python 3.11.4 and node v18.2.0
192.168.0.1 is the router
127.0.0.1:8000
3rd time in 2 weeks, 50% off
1st 2nd 3rd
I hope you will be there by 5
can you bill me for that
he may come
what a hope
hey @everyone
the password is wrong
I forgot my password again
token ring networks are old
10 downing seconds
5 minute walk to the park
take the 42 bus to Oak Street
2 x 4 lumber
std::vector<int>
at 5 at example
look at this
1234567
100000000 people
born in a barn
the year 1988
#throwbackthursday
IMG-20240203-WA0001.jpg
VID-20240203-WA0001.mp4
PTT-20240203-WA0001.opus
DOC-20240203-WA0001.pdf
Screenshot_20230704-101112.png
Messages and calls are end-to-end encrypted.
RFC 2119 and ISO 8601
build id f86bebb2-737f-4a6f-afb2-3c6f5da2cec2
wait... what?
[1] see note
""",
    "pt": """
pedido 12345678 chegou
protocolo 20230704123456
às 18h45 ou 19:30
R$ 1.234.567,00
dia 14/03 às 10h
jogo 3 a 2
foi 14/03/2023 10:30
são 5 km
a flor e a prata
vale a pena
senha errada de novo
esqueci a senha
o código tá no github
rua cheia hoje
200 reais
linha 4 amarela
na rua 25 de março
página 123
""",
    "es": """
pedido 12345678
a las 18:30
costó 1.234,50 €
la peña del pueblo
qué pena
la luz del sol
3 a 2
olvidé la contraseña
una calle larga
planta 2
""",
    "de": """
um 18:30 Uhr
Bestellung 12345678
es kostet 1.234,50 €
wie lang noch
ganz klein
Passwort vergessen
Zimmer 12
am 12.03.2024 um 10:00
A4 und B2
""",
    "fr": """
à 18h30
commande 12345678
une petite maison
le petit chat
j'ai oublié le mot de passe
12,50 €
le marchand de glace
""",
    "it": """
alle 18:30
ordine 12345678
la password è sbagliata
i capelli neri
12,50 €
""",
}
