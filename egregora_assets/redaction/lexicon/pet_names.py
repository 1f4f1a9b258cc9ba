"""More short and pet forms that no rule makes: a given name, then what its bearers are called, by language."""

# ruff: noqa: E501, SIM905 - names of Russian are written in its letters; a table is easier to read as text

from __future__ import annotations

from egregora_assets.language.folding import words_of

_ENGLISH = """
alan al; alexis lex; amanda mandy manda; amelia amy millie mel; angus gus; archibald archie; arnold arnie
bradley brad; caleb cal; calvin cal; cameron cam; cecilia ceci cece cissy celia; charlotte lottie lotte lotti charlie char
clifford cliff; constance connie; cordelia delia; cynthia cindy; dennis den denny; derek del; donald don donnie
douglas doug dougie; dylan dyl; edith edie; eleanor ellie nell nellie nora lenny; elliot eli; esther essie hettie
evelyn evie eve; fiona fi; franklin frank; gareth gaz; gary gaz gazza; geoffrey geoff jeff; gilbert gil bert
gillian gill jill; grace gracie; gwendolyn gwen; harriet hattie; herbert herb bert bertie; jack jackie jacky jacko jak
jacqueline jackie jacqui; janet jan; jasmine jas jazz jaz jazzy; jasper jas; jeffrey jeff; jonathan jon jonny nathan
jordan jordy; kimberly kim kimmy; kirsten kirsty; leslie les; lillian lily lil; lindsay linds; lydia liddy
madeleine maddie mads; madison maddie; malcolm mal; marjorie marge margie; maureen mo; maurice mo; megan meg megs
melanie mel; mildred millie; mohammed mo; montgomery monty; nigel nige; norman norm; pamela pam pammy
penelope penny pen; percival percy; philippa pippa; priscilla cilla; reginald reg reggie; rosalind ros roz
roxanne roxy; russell russ; shirley shirl; sidney sid; spencer spence; stanley stan; stuart stu; tabitha tabby
terence terry tel; tobias toby tobi; vivienne viv; wesley wes; winifred winnie; yvonne von vonnie; zachariah zach zac
"""
_PORTUGUESE = """
adalberto beto; aparecida cida cidinha; aurora aurorinha; benedito dito ditinho bene; bernardete detinha; celia celinha
conceicao ceica ceicinha concita; denise deni nise; edson edinho; eliana eli lili; erica kika; evandro vandinho
fatima fafa fatinha; francisca chica chiquinha; geraldo gege; gilberto beto giba; gilmar gil; henrique rique
humberto beto; isadora isa dora; janaina jana naina; joao jao joca janjao jota; jussara ju; lucas luquinhas
maria malu majo mafe maju marilu; marlene leninha; mauricio mau mauri; mauro maurinho; murilo mumu; neusa neusinha
nelson nelsinho; norberto beto; priscila pri; rogerio rogerinho; roseli rose; sandra sandrinha; severino biu
solange sol; sonia soninha; tarcisio tata; thais tata thay; ubirajara bira; valdemar vava; vagner vaguinho
wagner vaguinho; wellington tom leto; wilson wilsinho; yasmin yaya mimi
"""
_SPANISH = """
adolfo fito; agustin agus; alicia licha; arturo turo; carmen carmela carmencita menchu mamen carmina; domingo mingo
emilio milo; ernesto neto; esperanza espe; eugenia geni; eulalia lala; francisco fco; gertrudis tula
graciela chela; inmaculada inma; isidro chilo; jeronimo jero; lourdes lurdes; macarena maca; maria majo marijo
maribel; marisol; milagros mila mili; montserrat montse; natividad nati; patrocinio patro; purificacion puri
refugio cuca; rodolfo fito; salvador chava salva; santiago chago; soledad sole; trinidad trini
"""
_GERMAN = """
adelheid heidi; anneliese liesl lisl anne liese; annegret anne; annemarie annemie; berthold bert berti; dieter didi
eberhard ebi; eckhard ecki; edeltraud traudl; elfriede friedel; eva evi; franz franzl; gertrud gerti trude; gisela gisi
gundula gundi; helmut helmi; hildegard hilde hildi; horst hotte; ingeborg inge; irmgard irmi; joachim jo; jurgen jogi
karl kalli; konrad conny konni; lieselotte lilo liese lotte; manfred manni; monika moni; ottilie otti; rudolf rudi
sabine bine; siegfried sigi siggi; sigrid sigi; waltraud traudl; wilhelmine mine minna; reinhard reini; rainer rainerle
"""
_FRENCH = """
antoinette toinette; aurelie lili relie; baptiste bapt; benoit ben; cecile cece; charles charlot; christophe tophe
clementine clem; corinne coco; edouard doudou; fabien fab; fabrice fab; florian flo; francois fanfan franck
genevieve ginette; georges jojo; gerard gege; guillaume guigui; henri riri; jeanne jeannette; jerome jeje; laurence lolo
madeleine mado; mathilde mathou; maurice momo; mohamed momo; nicolas nico; philippe phiphi; pierre pierrot
robert bebert; suzanne suzon; thierry titi; xavier xav; yves yvon; veronique vero; stephane stef; amandine mandine
"""
_ITALIAN = """
alessandro ale; annunziata nunzia; antonino nino; carmela carmelina; concetta concettina; eleonora ele nora
elisabetta betta; enrico chicco; filippo pippo; francesca fra franci cesca francy checca; francesco fra ciccio checco
gennaro gennarino; giacomo giacomino; gianluca gian; giuseppe pino pinuccio geppo peppino; giuseppina pina
ilaria ila; leopoldo poldo; luigi gigi luigino; margherita marghe; massimiliano max massi; massimo massi; nicola nic
niccolo nico; pasquale lino pasqualino; salvatore toto salvo tore turi; stefania stefi; teresa teresina
tommaso tommi; umberto berto; valentina vale; vincenzo enzo; vittorio vitto; federica fede; eleonora ele
"""
_RUSSIAN = """
александр саша шура саня; александра саша шура; алексей леша алёша леха; анастасия настя; анна аня анюта; антон тоша
виктор витя; владимир вова володя; дарья даша; дмитрий дима митя; евгений женя; евгения женя; екатерина катя катюша
елена лена леночка; иван ваня; ирина ира; константин костя; ксения ксюша; людмила люда мила; мария маша маруся
михаил миша; надежда надя; наталья наташа; николай коля; ольга оля; павел паша; пётр петя; петр петя; роман рома
сергей сережа серёжа; светлана света; татьяна таня; юлия юля; юрий юра; ярослав слава; вячеслав слава; людмила люся
"""


def _parse_pet_names() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for table in (_ENGLISH, _PORTUGUESE, _SPANISH, _GERMAN, _FRENCH, _ITALIAN, _RUSSIAN):
        for row in table.strip().replace("\n", ";").split(";"):
            name, *others = row.split()
            found.setdefault("".join(words_of(name)), set()).update(others)
    return {name: frozenset(others) for name, others in found.items()}


PET_NAMES = _parse_pet_names()
"""Folded given name to what its bearers are called; not the other way round."""

PET_NAMES_THAT_ARE_WORDS = frozenset(
    "sole mine penny cliff herb toto salvo tore liese lotte titi coco jojo manda mandy norm mads char salva mila trini "
    "rolo tula pina pino lino pippo betta bine minna mina milo mingo lilo inge lex dora nell nora charlie jazz pippa "
    "connie tabby percy monty russ spence winnie tom leto momo riri lala chela cuca chava gian jota rose mimi lili "
    "yaya toby heidi clem conny didi".split()
)
"""Pet forms that are words, too: in lower case they are left alone."""
