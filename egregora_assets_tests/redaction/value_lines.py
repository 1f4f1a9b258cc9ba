"""Lines with personal values in many languages, what must go in braces, and lines that only look like such."""

from __future__ import annotations

ANNOUNCED = {
    "en": """
Hotel conf. {88T2QP} for the 4th
my VIN {1HGCM82633A004352}
pw: {hunter2!!}
passport_{XJ4471209}.pdf
Boarding pass {X7QPLM}.pdf
ssh to {2.6.20.1} now
enter {4471} at the gate then walk up
press {5512#} on the keypad
the combination to the bike lock is {4-4-7-1}
I'm at {37.774929, -122.419416}
student no. {s4471209}
EIN {12-3456789}
our Airbnb door: {4471}#
netflix login family / {Purple!Rain88}
sort code {20-44-71}, acc {44781209}
the garage door keypad is {8841}
the code for the side gate is {4471}
{4111-1111-1111-1112} visa card typed wrong
the Hertz confirmation is {H8842917B}
your one-time passcode is {83 41 92}
the wifi at the back house is {Bramble77}
ssid {Barn_5G}, key {hayloft2021}
use {GIDEON25} for 25% off, code works till friday
passport {AB1234567} and visa {E44712095}
apartment: {1450 W Pratt Blvd, Apt 3C, Chicago, IL 60626}
my tfn is {123 456 782}
gym locker combo {31-05-77}
passport {533401928} expires in May
my ssn is {219-09-9999} please keep it
ssn: {219099999} thanks
{533401928} is my passport number
driver's licence {MORGA753116SM9IJ}
hospital number {RXH448812} ward 7
MRN {00448812} is on the bracelet
NHS no {943 476 5919} for the form
NHS number: {943-476-5920} they typed it wrong
member id {XJH447120955} for the dentist
policy no. {HX/447120/B} renewed
booking ref {X7QPLM} check in online
PNR {QWXRTZ} seat 4A
confirmation number {HM4471QX}
the code is {4471} for the side gate
use code {HOPE15} at checkout
promo code {SPRINGSALE} ends today
your code: {550 918}
{771204} is your verification code
pw for the router = {kebap4471}
pw = {Sunny#44}
wifi: {HomeNet} / {t0astedMarsh}
password for the guest network: {correct-horse}
account no {44781200} sort code {20-44-71}
a/c {447120095533} IFSC {SBIN0004471}
routing {021000021} account {4478120093}
my card {4556 7375 8689 9856} exp {09/27} cvv {447}
zip {02139-4307} please
Boston, MA {02139-4307}
b. {02.11.1974} in the file
send it to {0x52908400098527886E0F7030069857D2E4169EE7} ok
btc {1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa}
{bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4} works too
my number is {oh seven seven double oh, nine hundred, four two six}
deliver to {The Old Mill, Lower Slatton}
{PO Box 447}, Leeds
she parked the blue Golf {OD PW 219} outside
SIN {046 454 286} for payroll
EIN or ITIN {912-70-4471}
the alarm code's {4471}
locker combo {12-44-71}
{219-09-9999} on the form
call the desk, {(415) 555-0132} ext {4471}
we moved!! {Unit 4/19 Banksia St, Coburg VIC} {3058}
send it to {Flat 3b, 27 Wetherby Gdns} {SW5 0JP} pls
pps {1234567FA} is what revenue asked for
card ends with what: {5555555555554444} {11/28} {902}
door is {4471#} and the alarm {90218}
netflix pw? {moonCheese!9} same as before
pin for the debit {7719}
seed: {ladder cousin frost ribbon ocean plastic lizard tunnel velvet apple grace zebra}
psn {xXKettle_MossXx}
routing no {122105155} checking {448120077}
my licence is {D412-8820-0719}
happy bday to me, {6/9/1988} baby
born in leeds on {Feb 3rd, 1979}
building entry {#2291} then lift
enter {664102} to log in, they said
{A7K-90Q} to confirm ur account
{4000 0566 5566 5556} - {1/30} - {044}
garage keypad {55910}
laptop password hasn't changed, {Biscuit#1987}
username {kmoss_work} password {Quarry88$}
cashapp {$kettlemoss77}
webex {2554 881 0937} pw {Xk4mTq}
my blue badge no is {4QX91827}
backup codes: {8841-2207} {9120-3345} {1177-6502}
drop it at {210 Harbour Pde, Sydney NSW} {2000}
""",
    "pt": """
ensaiamos na {Rua das Acácias, 212, salão} de festas
código do armário {0912}
minha carteirinha do plano saude {0 032 004471209553 4}
cartão novo {5105105105105101}
nasci dia {3 de abril de 1990}
tarjeta {5105 1051 0510 5101} vence {09/28}
ó o código do cofre {7711}
o código é {4471} do portão
use o código {FESTA20} no site
cupom {NIVER15} vale hoje
CEP do trabalho {59020-300}
meu cep é {59020300}
ag {0738} conta {44821-9}
cpf {486.205.798-51} digitado errado
rg {12.345.678-X} na portaria
título de eleitor {0142 8837 1902}
carteirinha do convênio {0047 1209 5533}
prontuário {447120} do hospital
localizador {LQ8TRB} da viagem
código da reserva {QX7TLM}
senha da porta: {4471}
minha senha do banco é {Jabuti#77}
a placa do carro é {OPS-1234}
me liga no {988773314}
nasc. {12/08/1994}
cartão {4556 7375 8689 9856} validade {09/27} cvv {447}
NIS {123.45678.90-1}
meu telefone: {32157702}
pis {12044712095} atrasado
{caixa postal 447}
liga no {(21) 2555-0143} ramal {218}
{Travessa do Moinho nº 9, 2º esq}, {1200-455} lisboa
""",
    "es": """
clave de acceso {9021}
código promocional {OTONO20}
mi clave del cajero es {2290}
el PIN es {4471}, no lo pierdas
número de afiliación {28/12345678/90}
el código es {4471} para entrar
usa el código {VERANO20} en la web
mi DNI es {12345678A} aunque falle la letra
NIE {Y1234567X} para el banco
CURP {VIMN880412MDFLRR08}
RUT {12.345.678-5} de la empresa
CUIT {20-12345678-6}
número de la seguridad social {28 1234567890}
CLABE {002010077777777771}
cuenta {4471 2095 33}
localizador {X7QPLM} del vuelo
póliza {H447120955} del coche
la contraseña del router = {gato4471}
mi teléfono {944550188}
nacido el {12/08/1994}
matrícula {4471 LKD}
código postal {48001}
pasaporte {XDB447120} caducado
la tarjeta sanitaria {BBBB44712095} es nueva
vivo en {C/ Olmo Viejo 23, 4º B}, {28012} madrid
el pin del móvil es {5830}
""",
    "de": """
Code fürs Gartentor {0912}
Wohnungstür: {4471}
Krankenkasse Nr. {M447120955}
Der Code fürs Schloss lautet {2290}
der Code ist {4471} für die Haustür
Rabattcode {SOMMER20} gilt noch
Ausweisnr. {L8XK4471P} gilt bis Mai
Steuer-ID {86 095 742 718} stimmt nicht
Versichertennummer {A447120955}
Sozialversicherungsnummer {65 170839 J 003}
Kontonummer {4471209} BLZ {37040044}
Buchungscode {YT7K4P} am Automaten
Passwort fürs WLAN: {Katze#44}
PIN = {4471}
Handy {015144712095}
geb. {14.02.1983} in Ulm
mein roter Golf {OD PW 219} steht da
Reisepass {C01X00T47} liegt hier
Kreditkarte {4556 7375 8689 9856} gültig bis {09/27}
{Hinterm Deich 3}
{Postfach 447} in Ulm
wir sind {Lindenstr. 14b}, {50674} köln
rentenversicherungsnr {65 170839 J 008}
matrikelnr {4471882}
kreditkarte {5425 2334 3010 9903} gültig bis {02/28} prüfziffer {664}
{Schulgasse 9/3/14, 1070 Wien}
svnr {1237 010180}
""",
    "fr": """
code de réservation SNCF {QXPLMT}
digicode {A4471B}
code d'entrée {44A71}
le code est {4471} pour la porte
code promo {ETE20} valable
mot de passe du wifi = {chaton44}
numéro de sécu {2 84 05 75 308 572 33} avec une faute
numéro fiscal {44 71 209 553 312}
RIB {30004 00447 00001234567 55}
référence de réservation {QX7TLM}
mutuelle {447120955}
né le {12/08/1994}
mon portable {0612447120}
code postal {29200}
passeport {19AK44712} périmé
carte {4556 7375 8689 9856} expire {09/27}
permis de conduire {880412300447}
mon code carte bleue c'est {6604}
alarme {4471B}
""",
    "it": """
codice cassaforte {0912}
il codice è {4471} per il cancello
usa il codice {ESTATE20}
codice fiscale {SPDTTR85C12D612X}
carta d'identità {CA44712AX}
tessera sanitaria {80380000100044712095}
codice prenotazione {QX7TLM}
la password del router = {gnocco44}
conto {4471 2095 33}
partita IVA {04471209553}
nata il {12/08/1994}
patente {FI4471209X}
polizza n. {447120955}
chiamami al {3394471209}
CAP {50125}
abito in {via dei Tigli 8 int. 5}, {20135} milano
""",
    "ru": """
пароль от почты - {ромашка77}
код от сейфа {2290}
пароль от вайфая: {кварт44иры}
пароль {vesna4471}
код домофона {44К1209}
код подтверждения {447120} никому
снилс {112-233-445 95}
ИНН {447120955331}
паспорт {4510 447120} выдан в мае
полис ОМС {4471209553312044}
номер машины {К447ХА77}
телефон {89164471209}
мой номер {9164471209} пиши
карта {2204 0283 4357 6627} сбер
номер брони {QX7TLM}
родился {12.08.1994}
{ул. Ленина, д. 12, кв. 44}
индекс {620014}
живу {ул. Сиреневая, д. 14 кв. 52}
""",
    "hi": """
Aadhaar {2341 2341 2347} hai
aadhar number {234123412346} bhejo
PAN {BKXPD4471L} hai
pan card {ABCDE4471F}
gaadi {MH 12 KD 4471} bahar hai
OTP hai {447120} kisi ko mat dena
mera number {9820044712} hai
wifi ka password {chai4471} hai
khata {447120955331} IFSC {HDFC0004471}
आधार नंबर {२३४१ २३४१ २३४६}
मेरा नंबर {९८२००४४७१२} है
पासवर्ड {chai4471} है
पिन कोड {५६०००१}
जन्मदिन {१२/०८/१९९४}
{flat no 12, MG Road} ke paas
""",
    "ar": """
رقم اللوحة {أ ب ج 4471}
رقمي {٠٧٩٠٤٤٧١٢٩}
كلمة السر {qahwa4471}
الباسورد: {qahwa4471}
رمز التحقق {٤٤٧١٢٠}
رقم الهوية {1044712095}
الرقم القومي {29408120104471}
جواز السفر {A44712095}
رقم الحجز {QX7TLM}
رقم الحساب {447120955331}
تاريخ الميلاد {12/08/1994}
جوالي {0504471209}
{حي الورود شارع 12 فيلا 7}
""",
    "nl": """
code van het slot {0912}
wachtwoord van de wifi: {stroop44}
de code is {4471} van de deur
BSN {123456782}
bsn is {123456789} denk ik
paspoort {NX4471209}
mijn nummer is {0644712095}
kenteken {GK-447-B}
rekeningnummer {447120955}
{Prinsengracht 447-2, 1016 HK}
postcode {1016 HK}
boekingsnummer {QX7TLM}
geboren op {12-08-1994}
kortingscode {ZOMER20}
kvk {68750110}
""",
    "pl": """
hasło do wifi: {kotek44}
kod do bramy {4471}
PESEL {94081244712}
pesel: {94081244713}
dowód {ABC447120}
nr konta {447120955331}
zadzwoń {601447120}
mój numer {601 447 120}
urodzony {12.08.1994}
{ul. Kwiatowa 15/3, 00-950 Warszawa}
kod rabatowy {LATO20}
numer rezerwacji {QX7TLM}
rejestracja {WA 4471K}
mieszkam {ul. Jaśminowa 7/12}, {30-147} kraków
rejestracja {KR 4X71L}
""",
    "tr": """
şifre {kebap4471}
wifi şifresi: {kebap4471}
TC {10000000146}
TC kimlik no {10000000147}
doğrulama kodu {447120}
kapı kodu {4471}
plaka {34 ABC 447}
numaram {05324471209}
pasaport no {U44712095}
rezervasyon kodu {QX7TLM}
doğum tarihi {12.08.1994}
hesap no {447120955}
{Bağdat Caddesi No: 44}
adres {Leylak Sok. No:14 D:5}, {34710} kadıköy
""",
    "zh": """
车牌{沪B·44712}
门禁密码{4471}#
密码是{fan4471qie}
我手机{13844712095}
验证码{447120}
身份证{11010519491231002X}
身份证号是{110105194912310021}
护照{E44712095}
卡号{6222 0244 7120 9553 312}
车牌{京A44712}
银行账号{447120955331}
生日{1994年8月12日}
微信号 {13844712095}
邮编{100027}
{住在幸福路123号}
微信号 {moss_kettle77}
""",
    "ja": """
口座 普通 {4471209}
ナンバーは{品川 300 あ 12-34}
パスワードは{sakura4471}です
暗証番号は{4471}です
電話 {090-4471-2095}
携帯は{09044712095}
マイナンバー{4471 2095 5331}
予約番号{QX7TLM}
免許証 {304471209553}
口座番号{4471209}
生年月日{1994年8月12日}
〒{150-0001}
{東京都渋谷区神南1-2-3}
""",
    "ko": """
비번 {kimchi4471}
비밀번호는 {kimchi4471}이야
인증번호 [{447120}]
현관 비밀번호 {4471}
전화번호 {010-4471-2095}
주민번호 {940812-1447120}
여권번호 {M44712095}
계좌 {110-447-120955}
예약번호 {QX7TLM}
생일 {1994년 8월 12일}
차번호 {12가 4471}
주소는 {라일락로 14길 7, 302호}
""",
    "other": """
lösenord: {blomma44}
passordet er {blomst44}
heslo {kvetina44}
jelszó: {virag447}
parola {floare44}
парола {cvete447}
κωδικός: {louloudi44}
הסיסמה {perah447}
رمز عبور {gol4471}
รหัสผ่าน {dok4471}
mật khẩu {hoa4471}
kata sandi {bunga447}
salasana {kukka447}
contrasenya {flor4471}
sandi wifi {bunga447}
""",
}

PLAIN = {
    "en": """
password for windows 2019
code review 2024
export HOME="$PWD/dagster_home"
if not token.isalnum() then
token = make_token(8)
pass `erase` a function
has_secret_name is a function
auth_token oauth_verifier
password=${PASSWORD}
my password while we are at it: the camera
if you use say 2.6.20.1 then
look at github.com now
be at example.org by 5
token count 4096
parked on level B2 spot 144
ford F150 or GT500
key: value pairs
version code 447
lap 17 took 1:44.713
CVE-2021-44228 is bad
INC-20934 and JIRA-221 closed
password must be 8 characters
use code from main.py
the garage is 20 by 24 feet
alarm at 6:45
key 42 on the piano
safe at 3rd base
token limit is 128000
temp 98.6F, bp 120/80, pulse 62
odds 7/2, 11/4 and 100/30
kernel 2.6.21.2 is out
ch 5 vv 12-18
OPS-1234 is blocked by EGR-1234
fixed in ABC-4471 yesterday
bill@laptop:~$ ls
virtual-dom@1.0.2 is the one
npm i left-pad@1.3.0
foo@latest breaks it
3 @ 45.5
16:9 or 4:3
2,147,483,647 is the limit
__2_KEYED_NODE at this point in the tree
error code 404 again
exit code 137 means memory
area code 212 is full
status code 500
the code is broken
the code is 300 lines long
code review at 10:30
use code blocks please
pass me the salt
my account is locked
the account has 5000 followers
account for 20% of it
passport control took 45 minutes
my passport expires in 2027
ssn is not a password
the pin is bent
safety pin 20mm
bowling pin 10
the key is patience
booking for 8 people at 19:30
reservation at 20:15
policy 2024 changed
ticket 4471 is open
page 4471 of 5000
number 10 scored
call me at 10:30
call in 20 minutes
the plate is hot
reg the user
born in 1994
born to run
zip it up
zip file of 20mb
card games until 2am
card no one wanted
token ring of 4 machines
wifi is 300mbps
password reset in 24h
the password is wrong
forgot the pin again
version 2.10.3-rc1
sha 4b825dc642cb6eb9a060e54bf8d69288fbee4904
order 4471209553 shipped
$1,299.00 down to $899
score 21-19, 22-20
H2O and CO2
A4 paper, 80gsm
iPhone 14 Pro
the B52s in 1989
we want 3 4 5
RFC 2119 says must
COVID-19 and H1N1
GPT-4 or GPT-3.5
Route 66, exit 44
door is broken and the alarm 4 streets away rings
steam sale at 50 percent
my pw? no idea
uuid 3f2504e0-4f89-41d3-9a0c-0305e82c3301 in the log
birthday party on 14/06/2025
keep SNAPSHOT_FOLDER and instance_class as they are
bus 73 then room 204B level 2
the alarm went off 3 times
garage sale 2019
ordered 884122 to confirm the size
""",
    "pt": """
boletim 447120/2024
processo 0001234-56.2020.8.26.0100
o jogo foi 2x1
o código tá errado
código de barras 7891000315507
a conta deu 120 reais
conta de luz de 2024
paguei a conta às 18h30
a senha tá errada
fila com senha 12
placa de vídeo nova
o CEP tá errado
reserva para 8 pessoas às 20h
nota 000.447.120
linha 8000 lenta
a porta 8080 está ocupada
""",
    "es": """
el código está mal
código de barras 8410100012345
la cuenta son 45 euros
la clave es la paciencia
reserva para 8 a las 21:30
la contraseña es fácil
pasaporte caducado
""",
    "de": """
der Code ist kaputt
Fehlercode 4471 kommt
Konto leer
das Passwort ist falsch
Karte für 20 Euro
Buchung für 8 Personen
geboren in Hamburg
""",
    "fr": """
le code c'est propre
le code est cassé
compte 20 minutes
la carte à 15 euros
réservation pour 8 à 20h30
le mot de passe est faux
le TGV 6611 voiture 12 place 84
""",
    "it": """
la password è sbagliata
il codice è rotto
il conto è 45 euro
prenotazione per 8 alle 20:30
codice a barre 8001120712345
""",
    "ru": """
код ошибки 404
пароль забыл
номер заказа 4471209
счёт 3:2 в нашу пользу
машина сломалась в 2024
""",
    "hi": """
password bhool gaya
order number 4471209 aa gaya
10 baje milte hai
""",
    "ar": """
نسيت كلمة السر
الساعة 10:30
""",
    "nl": """
de code is stuk
foutcode 4471
nummer 10 scoorde
""",
    "pl": """
kod jest zepsuty
hasło jest złe
numer 10 strzelił
""",
    "tr": """
şifre yanlış
hata kodu 4471
""",
    "zh": """
密码忘了
订单号4471209
今天3点见
错误代码404
""",
    "ja": """
パスワード忘れた
10時に会おう
エラーコード404
""",
    "ko": """
비번 까먹었어
10시에 보자
3번 출구
""",
}
