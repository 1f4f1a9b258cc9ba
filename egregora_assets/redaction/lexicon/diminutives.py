"""Short and pet forms of given names: families of names that call each other, and the endings that make new ones."""

# ruff: noqa: E501 - a family of names stands on one line

from __future__ import annotations

_FAMILIES = """
abigail abby gail
adrian adriana adriano adrien adrienne adri drica driana dri adrianinha
albert al bert bertie beto betinho
alexander alexandra alexandre alejandro alejandra jandro jandra alessandro alessandra alex sandro sandra sasha lexi ale xande xandinho sandy xela
alfred alf fred alfie alfredo fredo
alice ali lily licinha
ana anna anne annie anita aninha aninhas nan anka anni annika anya
anderson andy
andrea andreas andre andres andrew andy drew andi dede dre andre drea
angela angelica angelina angie geli angelika
anthony antonio antonia toni tony tonho toninho tonico tono antoine toine antoinette nino toniel anton
arthur artur tuca tutu art arturo
barbara barb babs babi barbie babsi
beatriz beatrice bea bia bibi beattie trixie triz
begona bego begonita bego begonia
benjamin ben benny benni benji benja benny
bernard bernardo bernie berni bernd bernhard
brigitte gitte biggi brigida
bruno bru bruninho
camila camilla camille cami mila milla
carla carlos carlo carl carlinhos carlitos charly charles charlie chuck chaz caca carlao karl kalle kai
carolina caroline carol caro lina carrie carolyn karoline
catarina catherine katharina kathrin katrin catalina cathy cath kate katie kathy kathi kitty cata cati cat trina kat katja kati kitty
christian cristian chris christoph christopher topher cris kit stoffel chrissi cristiano
christina cristina chris chrissy tina cris kris kristina christine titina
claudia claudio clau claudinha cacau klaudia dia
daniel daniela danielle danilo dan danny dani danni daninha dany
david dave davey davi davie davide
deborah debora deb debbie debs deby
diego dieguito didi
dominic dominik domenico domenica domingos dom domi nick mimmo mimma menico
dorothy dorothea dot dottie dora doro thea dolly
eduardo edward eduard edmund ed eddie ted teddy edu dudu edoardo lalo ward ned duda
elena helena helen ellen lena leni nena nelly heleninha lene helene
elizabeth elisabeth elisa eliza liz lizzie beth bess betty betsy libby elise lisa isabel isabela isabella isabelle bel belinha isa bela bella lili lis sisi liesl lisbeth lise elsa babette
elodie elo didi lolo
chloe clo coco clochlo
emanuel manuel manuela emmanuel manu manny manolo manolito mane manel lolo
emily emilia emi emmy em milly
ernest ernesto ernie neto ernst erni
estevao stefan stephan stephen steven esteban etienne stefano stefanie stephanie steve stevie stef steff steffi estevinho vao tevinho steph fanny stefi stefania
eugene eugenio gene
fabian fabio fabiana fabiano fabi fabinho bia
federico frederick frederico friedrich fritz fred freddie freddy fede fedi kiko lico rico fredo fritzi frederik frederic
felipe philip philipp philippe phil pip felipinho lipe fefe pipe filippo filipe
ferdinand fernando fernanda hernando fer nando nanda fe ferdi fefe nandinho fernandinho ferchu
flora flor florence florinda florzinha florinha flo florrie florencia
francis francisco francisca franziska frances francesco francesca francois franz frank fran chico chica paco pancho kiko xico chiquinho curro paquita paca franzi franny frankie ciccio cecco quico
gabriel gabriela gabriele gabrielle gabi gabe gaby biel gabo gabinho
george georg jorge jorginho jurgen schorsch giorgio georgie coque
gerald gerard gerhard geraldo gerry jerry gerd
giovanni giovanna gianni vanni john johannes joao juan jean johann jon johnny jack jonny joaozinho juanito juanillo juancho hans hannes hansi johanna hanna jani joan ivan nino
gregory gregorio greg gregor goyo
guadalupe lupe lupita
guilherme william wilhelm willem guillermo guillaume guglielmo will bill billy willy willie liam gui guiga wil guille memo willi memito bil
gunther guenther gunter gunni gunny gunthi
gustavo gus guga gusta tavo gustav
hannah hanna hannelore hanni lore
harold henry heinrich henrique enrique enrico henri harry hal hank hen heiner heinz rick kike quique ique rico henning hinnerk
heloisa helo lolo isa
hugo huguinho hugh
ignacio inacio ignatius nacho naco iggy
ines agnes inezinha inesita nesa inesinha neca inecita
inga ingrid inge
isaac ike zac isaque
jacob jakob james jaime jacques diego santiago giacomo jim jimmy jamie jake jacky jaimito santi jacopo yago iago thiago tiago jim jem
jennifer jenny jen jenn jenni
jeremy jeremias jerry jez
jessica jess jessie jessy
jesus chus chuy chucho suso jesusito xus jesu chuchi
joaquim joaquin quim quino joca quinzinho achim jochen
joana johanna giovanna juana joanna jo juanita janinha nana
joseph jose josef giuseppe joe joey ze zezinho pepe pepito chepe beppe peppe sepp zeca zezinho josi josefa josephine pepa pepita jo fina josy josie
joshua josh
judith judy judi jude
julia juliana julie juliette giulia juli ju juju jules julinha julcha giuly liana
julio julius julian juliano jules giulio juli julinho
kathe katharina kati kathi kathchen katha kate
kenneth ken kenny
larissa lari lala
laura lau laurinha lori laurie laurita lolly
lawrence laurent lorenzo lourenco lorenz larry laurie enzo loren lenz renzo
leonard leonardo leandro leonor leonora leo leon lenny leozinho nardo len lea nora
leticia lele leti lety ticia leticinha le leca letizia
louis luis luiz ludwig lewis lou lulu luisinho luisito luigi gigi ludo wiggerl lucho gino lui lutz
louisa luisa luise louise lu lou lulu luisinha luisita isa
lucas luke luca lukas luc luk lucca
lucia lucy luciana luciano luz lu luci lucita lucinha lucienne luzita lucecita luzia luzinha
luz lucita lucecita luzita lucy lucerito
magdalena madalena magda lena leni maddalena malena
marcelo marcela marcello celo celinho marcel cela
marco marcos marcus mark marc mac markus marquinhos marquitos
margaret margarethe grete gretel gretl margarida margarita margarete margherita marguerite maggie meg peggy madge marge margie greta gretchen daisy rita margo guida guidinha marga ghita gitta gretel margot
maria marie mary mia mari mariazinha marica mariquita marichu maruja molly polly mimi ria mitzi mariella mariela mariana mariane marianne marian nana marion
mario mariozinho marinho marito
martha marta marty patty martita martinha
martin martina martim marty tina martinho martincito
mathew matthew mateus mateo matthias matteo matheus matt matty mat teo matze hias teteu mateusinho mattia matti
may mae mayita maisie
maximilian maximiliano massimo max maxi maxim maxine
melissa mel missy lissa meli
michael miguel michel michele michelle michaela micaela mike mick mickey micky mikey micha michi miguelito miki mica mischa micah shelly mischa migue mikel
natalia natalie nathalie natasha nat nati naty tasha natty talia nath
nathan nathaniel nate nat
nadia nadja nadine nadi nad nadya nadinha
nicholas nicolas nikolaus nicola nicole nick nicky nic nico niko klaus nicki colin cole niki nicoletta niklas
oliver olivia olivier ollie oli olly liv livia noll
patrick patricia patrizia pat patty patti pattie tricia trish paddy patri rick pati ticinha patrik
paul paula paulo pablo paolo paola pauline paulina paulinho paulinha pauli pauly pablito paulette paulchen paulito
peter pedro pierre pietro pete pedrinho pepe petey perico piet pedrito pedroca pit piero pierino petra
rachel raquel rahel rach kel ray
rafael raphael raffaele raffaella rafaela rafa raf rafe rafinha ralph rapha rafi fael
raimundo raymond ramon raimund raimondo rai ray mundo mundinho raimundinho ramoncito moncho monchi mon raimundao ramonchu monxo rayan dico nonato
rebecca rebeca becky becca beck bec beca reba
regina gina reggie rege regi
renato renata renate ren nato nata re rena
ricardo richard riccardo rick ricky rich richie dick rico cadu cacau ricardinho riki rik richi dickie ritchie
robert roberto roberta robin rob robbie bob bobby bert beto betinho robertinho berto robi bobbie tito robbi
rodrigo rodrigue roderick rod rodri digo roddy digao guigo ro rodriguinho
roger rogerio rodge rog ruggero rudiger
rosa rose rosie rosy rosinha rosita rosi roschen rosel rosl rosemary rosemarie rosamund rosina rosalie rosana rosangela zaza roz rosetta rosette
ronald ronaldo ron ronnie dinho reynaldo naldo
samuel samantha sam sammy samu sammie sami muel samuca manta
sara sarah sally sadie sarita sarinha sari saritah
sebastian sebastiao sebastien seb basti bastian tiao seba bas bastien chano sebas basti
simon simone simao simona sim simi si mona
sofia sophia sophie sofie sof sofi soph fifi sofinha sophy sosso fiete
solomon salomao salomon sol solly
susan susanna susanne suzana suzanne susana sue suzie susie suzy susi sanne su suse zana
teresa theresa therese tere tess tessa terry teresinha tete resi theres tereza terezinha
theodore teodoro teodor theo teo ted teddy dorus doro
alfonso afonso alfons ildefonso fonsi fonso poncho afonsinho foncho
alvaro varo alvarito alvarinho
asuncion asun
augusto augusta august auguste gus guto gutinho guga gusti tuto
caetano cayetano gaetano tano cae caetaninho taninho tanino
concepcion conceicao concha conchita conchi concetta cettina ceicao ceica
consuelo chelo
dolores lola loles lolita lolinha
edgar edgard garinho edgarito
encarnacion encarna
gonzalo goncalo gonza chalo gonzalito goncalinho
hector heitor ettore tito heitorzinho torzinho
hipolito hippolyte ippolito polo polito
hortensia tencha tenchita
inaki inigo ignacio inakito
leopold leopoldo poldo poldi leo leopoldine
marcio marcia marcinho marcinha marcito
mercedes merche meche mercedita
octavio otavio octavia otavia ottavio ottavia octave octavian tavo tavinho tavinha tavito tavita tavi taviao otavinho
orlando roland rolando lando landinho orlandinho rolo
osvaldo oswaldo oswald waldo valdo vadinho vado vava waldinho ossi
pilar pili pilarica piluca
remedios reme
rosario charo charito rosarito
sergio serge sergei sergej serginho sergito checho serginha
silvia sylvia silvio sylvie silvinha silvinho silvi silvita vivi
soren sorenchen sorn
tatiana tati tania taninha
thomas tomas tommaso tom tommy tomi tomasinho maso thom tomasito
timothy timoteo tim timmy timo
ulrich ulrike uli ulli rike
ursula ursel uschi urschel ulla
valentina valentin valentino vale val tina tino valli
valeria valerie vale val leia lela valery
vanessa nessa van ness vanesa vane
vera verena veronica veronika vroni vero ronnie verinha verita veri nica
victor vitor vittorio victoria vitoria viktor viktoria vic vicky vico vivi vick tori toya vitinho viki toria vi tory vito
vincent vincenzo vicente vinicius vince vinny vini vin chente enzo vinnie
viviane vivian viviana vivi viv vivinha
walter walt wally walti gualtiero
wolfgang wolf wolfi wolle
yolanda yoli iolanda
zachary zach zack zak zacarias
zoe zo zozo zoey zoela zoeli
"""


def _parse_families() -> dict[str, frozenset[str]]:
    known: dict[str, set[str]] = {}
    for line in _FAMILIES.strip().splitlines():
        family = set(line.split())
        for name in family:
            known.setdefault(name, set()).update(family - {name})
    return {name: frozenset(others) for name, others in known.items()}


FAMILIES = _parse_families()
"""Folded given name to the folded names that people use for it."""

FEMALE_ENDINGS = (
    "inha",
    "zinha",
    "ita",
    "cita",
    "ecita",
    "ina",
    "etta",
    "uccia",
    "ette",
    "uca",
    "ucha",
    "ona",
    "chen",
    "lein",
    "erl",
    "i",
    "ie",
    "y",
    "illa",
    "ella",
    "ou",
)
MALE_ENDINGS = (
    "inho",
    "zinho",
    "ito",
    "cito",
    "ecito",
    "ino",
    "etto",
    "uccio",
    "ao",
    "zao",
    "uco",
    "ucho",
    "ote",
    "chen",
    "lein",
    "erl",
    "i",
    "ie",
    "y",
    "illo",
    "ello",
    "in",
    "ou",
)
"""What a stem takes to become smaller or dearer, in the six languages."""

CUT_FEMALE_ENDINGS = ("inha", "zinha", "ita", "cita", "uccia", "etta", "ette", "chen", "lein")
CUT_MALE_ENDINGS = ("inho", "zinho", "ito", "cito", "uccio", "etto", "chen", "lein")
"""What a stem takes when its beginning is cut off (Octavio, Tavinho): only endings that make a small one of it."""

VOWELS = frozenset("aeiouy")
