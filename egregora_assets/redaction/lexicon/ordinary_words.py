"""Ordinary words that are also given names, surnames or nicknames.

Folded (lower case, no accents). In lower case such a word is left alone; capitalised it is taken for the person
(names.py has the rule). A name that is missing here is hidden in every spelling: the safe side.
"""

# ruff: noqa: SIM905 - lists of words are easier to read and to compare as text

from __future__ import annotations

_ENGLISH = """
abbey ace amber angel april ash august autumn baker bank banks barber bell berry best bill bird bishop black bliss
blue bond booth bowl boy bridge bright brook brooks brown buck bud bush butcher butler candy cap carol carpenter
carter case cash castle chance chap charity chase chef chip church clay clerk cliff close coast cole cook coop
cooper coral corn crane crisp cross crystal daisy dawn day dean dear dick dish dolly dove drake duke earl east
eden elder ember england eve faith fern field fields finch fisher fit flint flower flowers ford forest foster fox
frank freedom french frost gale garden gardener gay gene gift ginger gold golden good grace grant grave graves
gray green grey grove guy hail hall hand hands happy harmony harp hart hawk hay hazel heath heather heaven helm
herb hero hill hills hobby holly home honey hood hook hope house hunt hunter ivory ivy jack jade jay jet jewel
joy june justice karma key keys kid king kit knight lake lamb lane laurel law liberty lily lion little lock london
long love luck lucky lynch major mark marsh marshal mason mat may mead melody mercy merit merry mice mike mill
miller mills min mint misty mo monday money moon moor moore moss mound mount nail neat nick noble north nut oak
ocean olive opal page park parker parks parson pat patience peace peak pearl pen penny pepper petty pierce pike
piper pit place plant pond pool pope poppy porter post potter pound power precious prescott price pride prince
proper prudence queen rain rainbow raven ray read reader reed reef rich ridge ring rip river rivers rob robin rock
rocky rod roll roman rope rosa rose rosemary ruby rush rusty sage sailor saint sandy savage scarlet seal season
sharp shepherd short silver singer skip sky skye slater smart smith snow song sparrow spring star stark steel
stern still stone storm story street strong sue summer sun sunday sunny swan sweet swift tailor tanner temple
thick thorn tiger tower town townsend treasure trinity trip tucker turner van velvet victor victory violet walker
wall walls ward waters wave way weaver weeks wells west wheeler white wild will willow wills winner winter wise
wolf wood woods word worth wren wright york young
"""

_PORTUGUESE = """
agosto alba alegria alma alto alves amado amanda amor amparo anjo anjos arco areias arruda barata barbosa barra
barreira barreiro barro barros bastos bela belo bento bispo boa bonita branca branco brandao bruto cabral cadete
caju caldas caldeira camara campo campos canto carneiro carreira carvalho casa casais castanho castelo casto
celeste cerca chagas chaves clara claro clemente coelho concha conde cordeiro corte cortescosta couto
cravo cruz damasco doce domingo dores duque esperanca espinho estrada estrela farias faro feliz festa figueira
figueiredo filho flor flora flores fogaca fonte fontes formosa forte fortes franca franco frei freire frias galo
gama gato gentil gloria graca grande guerra guia horta igreja inocencio janeiro jardim jasmim julho junho justa
justo lage lago lagos lameira leal leao leitao leite lima limao linda lindo lirio lobo lua luz malta manso mar
maravilha marca margarida marinho marte mato matos mattos mel mello melo mesa milagre miranda moco moita monte
monteiro moreira morena moreno morgado mota nascimento natal neto nobre nogueira nova novais novo nunes outeiro
paixao palma palmeira passos paz pedra pedreira peixe pena perola pessoa pimenta pimentel pinha pinheiro pinho
pinto pio pombo ponte pontes porto prado prata prazeres prece prego primavera proenca puga quinta rainha ramalho
ramos rei remedios ribeira rico rio rios rocha rosa rosado rosario rosas roxo sa safira sales salgado santa santo
santos saude seco senna sereno serra serrano severo silvestre sobral sol soledade souto telha terra tigre toledo
torre trigo vale vaz velho ventura vera verde vila vilas violeta virgem virtude vitoria ze
"""

_SPANISH = """
abad abril agua aguila alameda alba alcalde alegre alegria alma altura amparo angel angeles arena arias armada
arroyo asuncion avila bajo banderas barba barrera barrio bella bello bermejo blanca blanco bravo buena bueno
caballero cabello cabeza cabezas cabrera calderon calle calvo camacho camino campo campos candela cano capitan
cardenas caridad caro casado casas castillo celeste cerezo cielo clara claro clavel colon concha consuelo corazon
cordero corona corral correa cortes cortina cruz cuenca cuesta cueva delgada delgado dolores domingo duque
encarnacion enero escudero esperanza espina espinosa estela estrella fe feliz fiel flor flores fuente fuentes
fuerte gallardo gallego gallo garza gato gloria gracia gracias grande guapa guerra guerrero hermoso herrero
hidalgo hierro hoyos huerta iglesias inmaculada jurado leal leon linda llano llanos lobo lozano lucero luna luz
madera madrid manso manzano mar marca marin marina martes mayo mayor melero menor mercado merced mercedes milagros
mina miranda molina molinero montana monte montero montes morado moral morena moreno navarro nieto nieve nieves
noble nube nuevo ojeda olivo olmo oro palacios palma paloma parra pascua pastor pastora paz pena penas perla
piedad piedra pilar pino pinto pintor plaza polo ponce portero pozo prado prieto primavera puente puerta quinta
ramos real rey reyes ribera rico rincon rio rios robles roca rocio roja rojas rojo romero rosa rosal rosario rosas
rubi rubia rubio rueda sacristan salado salas salinas salud santa santo santos sastre segura seguro serena serrano
sierra sol soledad soler tierno tierra toro torre trigo trinidad valencia valiente valle vega vela ventura vera
verde verdugo vicario vida villa virtudes vivas zapatero zorro
"""

_GERMAN = """
abend acker adler alt amsel anders angst april arm auer august bach bad baer bauer baum beck becker berg berger
bier binder birke bitter blank blau blum blume bock boden bogen bohne brand brandt braun breit bruck bruder
brunnen buche busch christ dachs dick dorn ehrlich eich eiche einhorn eisen engel erle ernst esche essen falk
falke faust feder fein feld felder fels fest feuer fink finster fischer flach fleisch fleischer fluss forster
frank frei freitag freude freund friede frisch froh frohlich frost fuchs fuhrmann ganz garten gast geiger gerber
gern gerne glas glaser gold graf gras grau grimm gross gut gute haas hahn hammer hand hart hase haupt haus hecht
heide heil heiland held hell herbst herr herz herzog himmel hirsch hirt hoch hof holz honig horn hund jager jahn
jung kaiser kalt kamm kammer kant kanzler karl kasten kater katz katze kaufmann keller kern kessel kirch kirsch
klar klein kleine klug knecht knopf koch kohl kohle konig kopf korb korn kraft kraus kraut krebs kreis kreuz krieg
krieger krone krug kuchen kuhl kuhn kunst kurz lachs lamm land landmann lang lange laub lauf lehrer leicht lerche
licht lieb liebe lieber lind linde lob lohn lowe luft lustig maler mann markt maurer mehl meister messer metzger
mild mitte mohn mond moos morgen mut mutig nacht nagel neu nord nuss ost oster otter pabst papst pfaff pfarrer
pfeffer pfeifer pfeil pflug pilz rabe rad ratt recht regen reich reif reiter ring ritter roch rohr rosa rose rot
roth rund sack salz sand sander sanft satt sauer schade schaf schafer schatten schatz schelle scherer schick
schiller schilling schlosser schmal schmied schnee schneider schnell schon schreiber schreiner schuh schuster
schutz schwab schwan schwarz schwer see seiler sommer sonne sonntag spatz specht spiegel spitz sprung stahl stall
stark stein stern still stock stolz storch strauch strauss strom stuhl sturm sturz suss tag tal tanne teich teufel
tisch topfer trost turm ufer ulm vater viel vogel vogler voll wald walter wand wanderer warm wasser weber weg
weich weide wein weise weiss wender werk west wetter wiese wild wille winkel winter wirt witt witz wolf wolke
wunder wunsch wurm zahn zander zauber zeit ziegler zimmer zimmermann zorn zucker zweig
"""

_FRENCH = """
abbe aime amour ange anges arbre argent aube aurore barbier baron beau beaumont bel belle berger bien blanc
blanchard blanche blond bois bon bonne bonnet boucher boulanger bourg brave brun brune camarade carre cerise
chagrin champ champs chance charbonnier charpentier chat chateau chene chevalier clair claire cloche colombe comte
constant content coq cordier cour courage court couturier croix dame desire dieu dimanche douce doux droit duc
etoile evident faucon faure fer ferme fevre fleur fleury fontaine foret fort fortune fournier franc france froment
gai gaillard garde gare garnier gentil gloire grace grand grande gros guerre hiver jardin jasmin jeudi jeune joie
joli jolie jour juillet juin juste lacroix lance large laurier leger lis loup luce lune maison maitre marchand
marche mare marguerite marin mars mer mercier merle meunier mignon moine moreau moulin muguet neige noel noir nuit
olive olivier or page paix paon papillon paris pasteur pauvre pelletier perle petit petite pierre pin pluie
poirier pommier pont porte potier poulain premier prince printemps prudent renard riche rivage riviere roche roi
rond rose rosier rouge rousseau roux roy royer ruby sabatier sable sage saison sauvage savoie seigneur soleil
solitaire tailleur tardif tendre terre tour tournier val vallee vent verger vermeil vert vie vigne ville violette
vital voisin
"""

_ITALIAN = """
agosto alba alto amato amore ancora angioletti aprile argento azzurra azzurro bacio balena bandiera barba barbiere
barone basso beato bella belli bello bene benedetto bianca bianco bionda biondi biondo bosco bruni buono caldo
calvo campana campo cane cara carbone caro casa castello celeste chiara chiari chiaro chiesa cielo coda colombo
colonna conte conti corona corsi corso corti corvo costa croce cuore diamante dolce domenica donati donna estate
fabbro fata fede felice ferro festa fico fiore fiori fiume fontana forte fortuna franca franchi franco gallo gatti
gatto gelo gemma genova giglio gioia giorno giusta giusti giusto gloria grande grandi grassa grassi grasso grazia
grazie greca greco guerra innocenti italia lago lauro leone letizia lieto luce luglio luna lupo maestri maggio
mancini marca mare margherita mari marina marra marrone marte martelli martino massa massimo mela mele miele mina
modesta monaco montagna monte monti mori muri neri nero neve nobile notte oliva olivi oro orsi orso pace palma
palombo pane papa paradiso pastore pellegrini pepe perla pesce piazza piccola piccolo pietra pino pinto pioggia
ponte porta prato primavera pugliese puma ragazzo re ricci riccio ricco riva rocca romana romano rosa rosi rossa rossi
rosse rosso russo sabbia sacco sala sale salvatore santa santi santo sarto sartori savia selva serena sereno serra
sicura silvestri sole speranza spina stella stelle strada tenero terra testa toro torre torri umana vacca valle
valli venezia vento vera verde verdi vero villa viola vita vitale vittoria viva volpe zucca
"""

_ON_EVERY_PAGE = """
about archive article author back body chapter close code comment content date document feed file footer georgia
header help helvetica home image index inter link list main media menu message month name navigation news next
note noto number open page people photo picture post posts previous print profile quote read search section serif
site sound source start statistics style tag tags term text theme time times title top topic verdana video view
week window word year zip
"""

ROLE_WORDS = frozenset(
    """
    mum mom mam mama mummy mommy dad daddy papa pa ma mother father sister brother sis bro son daughter wife
    husband uncle aunt auntie aunty cousin grandma grandpa granny nan nana gran grandad granddad boss work office
    home family friend neighbour neighbor doctor dr prof professor teacher coach nurse dentist vet plumber
    landlord driver school mae mamae pai papai irma irmao tio tia primo prima vo vovo avo filho filha marido
    esposa mulher chefe trabalho casa amigo amiga vizinho vizinha doutor doutora professora mecanico pedreiro
    dentista sindico porteiro escola faculdade madre padre mami papi hermano hermana hijo hija abuelo abuela yaya
    yayo marido esposa jefe trabajo oficina vecino vecina medico fontanero colegio mutter vater mutti vati opa oma
    bruder schwester sohn tochter onkel tante chef arbeit nachbar nachbarin arzt lehrer schule freund freundin
    maman frere soeur fils fille oncle mamie papy papi patron bureau voisin voisine docteur ecole mamma babbo
    fratello sorella figlio figlia zio zia nonno nonna capo lavoro ufficio vicino dottore scuola mr mrs ms miss
    sir sr sra srta dra don dona dona senhor senhora senor senora herr frau monsieur madame signor signora novo
    nova new old antigo whatsapp zap cel celular mobile phone group grupo gruppe groupe gruppo admin bot test user
    meta
    """.split()
)
"""Words that say what somebody is to the exporter: part of display names, not names."""

CONNECTORS = frozenset(
    """
    de da do das dos e di del della dello dei degli delle la le las los el lo von van vom zu zum zur der den dem
    ter ten te und y i a o al bin bint ibn abu ben ould du des d l st saint san santa santo sao sant mac mc jr sr
    junior filho neto sobrinho the of and et ii iii iv
    """.split()
)
"""Words between the parts of a name."""

ORDINARY_WORDS = {
    "en": frozenset(_ENGLISH.split()),
    "pt": frozenset(_PORTUGUESE.split()),
    "es": frozenset(_SPANISH.split()),
    "de": frozenset(_GERMAN.split()),
    "fr": frozenset(_FRENCH.split()),
    "it": frozenset(_ITALIAN.split()),
}
"""By language: words that in lower case are words, whoever else bears them."""

PAGE_WORDS = frozenset(_ON_EVERY_PAGE.split())
"""Words that stand on any web page or in its code, whatever the conversation says."""


def ordinary_words(language: str | None) -> frozenset[str]:
    """The ordinary words of a chat's language; of every language when none is known."""
    known = ORDINARY_WORDS.get(language or "")
    return known if known is not None else frozenset().union(*ORDINARY_WORDS.values())


LAUGHTER = frozenset(
    "haha hehe hihi hoho huhu jaja jeje jiji jojo kaka kkkk rsrs lala nana dada mama papa tata bebe caca coco".split()
)
"""Doubled syllables that are not nicknames."""

SHORT_WORDS = frozenset(
    """
    abs ace act add ado age ago aid aim air ala alb ale all alt ama ame ami amo ana and ant any ape api app arc are ark
    arm art ash ask ate aux ave avo axe bad bag bah bal ban bar bas bat bau bay bed bee beg bei bem ben bet bev bia bid
    big bin bio bis bit blu boa bob bog bom bon bot bow box boy bra bro bub bud bug bum bun bus but buy bye cab cad cal
    can cap car cas cat cau cel cem cep cer ces cha che chi cho ciao cin cla clo cob cod cog col com con cop cor cow
    cri cru cry cub cue cup cut dad dal dam dan das day deb dei del dem den der des det deu dez dia did die dig dim
    din dir dis doc dog doi dom don dor dos dot dou dry due dug duo dur dva dye ear eat ecc eco ego ehe ein eis ela
    ele elf end era eram ere err erst ese eso est eta eum euh eux eve ewe eye fab fac fad fan far fas fat fax feb fee
    fes few fez fig fim fin fio fit fix fla flu fly foc fog foi for fox fra fre fri fro fui fun fur gab gag gal gap gar
    gas geb gel gem gen get gin giu god gol got goz gra gre gri gro gum gun gut guy gym had hai hal ham han har has hat
    hau hay hei hem hen her hey hid him hin hip his hit hoc hog hot how hub hug huh hum hut ich ici ida idk ihm ihn ihr
    ila ilk ill imo imp inc ink inn ins int ion ira irm ist its jah jam jan jar jaw jet job jog jot joy jul jun
    jus kam kan kar key kid kin kit kom lab lac lad lag lam lan lap lar las law lay led lei lem len ler les let
    lev ley lhe lid lie lim lin lip lit lob log loi lol lor los lot lou low lua lug lui luz mad mae mag mai mal mam man
    map mar mas mat mau may med mei mel men mer mes met meu mia mid mie mil min mir mis mit mix mob mod moi mol mom mon
    moo mop mor mot mou mud mue mug mum mus mut nah nao nas nat ned nei nem net neu new nie nih nil nis nit nne nob nod
    nom non nor nos not nou nov now noz nua nul num nun nur nus nut oak oba odd ode off oft ohn oil old ole one
    ont opa ora orb ore oro osa oui our out ove own oxe pad pai pal pan pap par pas pat paz pea pec ped pen pep per pes
    pet peu pia pie pig pin pip pit più plz poc pod poi pop por pos pot pow pra pre pro pub pug pun pup pus put qua
    que qui rag raj ram ran rap rar ras rat raw ray rec red ref rei rem res rev rey rib rid rig rim rio rip riu rob
    rod roh rot row rub rue rug rum run rut rye sab sac sad sag sah sai sal san sap sas sat sau saw say sea sec sed see
    sei sel sem sen ser ses set seu sex she shy sia sie sim sin sip sir sit six ski sky sob sol som son sos sou sow
    spa spy sta sto sty sub suc sud sue sul sum sun suo sur tab tac tag tai tal tam tan tao tap tar tas tat tax tea tel
    tem ten ter tes the tic tie til tim tin tip tir tis toc toe ton too top tor tot tou tow toy tra tre tri tri tro try
    tub tug tun two uai ufa ugh uhm uma ume und une uni uns ups urn use van var vas vat veg vem ven ver ves vet via
    vie vim vin vir vis viu viv viz voi vol vom von vor vos vou vow voy voz wag wan war was wax way web wed wee wem wen
    wer wet who why wie wig wim win wir wit wix woe wok won woo wow yay yea yep yes yet you zap zen zip zoo zug zum zur
    """.split()
)
"""Words of three letters in the six languages: too common to be taken for the beginning of a name."""
