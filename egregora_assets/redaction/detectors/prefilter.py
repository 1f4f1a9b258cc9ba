"""Prefilter: one pass over all texts of a chat tells which detectors can find anything in which text.

A text that no detector could match costs no regular expression. Cue words that a detector starts from must stand here,
too, or it is never run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import ahocorasick_rs

from egregora_assets.language.aligned import asciify
from egregora_assets.redaction.joined_texts import JoinedTexts


class Trigger:
    """What a text must hold for a family of detectors to run, as bits (an `IntFlag` costs ten times more)."""

    NONE = 0
    DIGIT = 1
    MAIL_SIGN = 2
    SPELLED_MAIL = 4
    LINK = 8
    HANDLE = 16
    SECRET = 32
    STREET_BEFORE = 64
    BIRTH = 128
    POSTCODE = 256
    PLATE = 512
    DOCUMENT = 1024
    ACCOUNT = 2048
    PHONE = 4096
    PERSON = 8192
    CONTACT_CARD = 16384
    STREET_AFTER = 65536
    STREET_INSIDE = 131072
    HOME = 262144
    SPOKEN = 524288
    MANY_DIGITS = 32768
    """Eight digits or more."""
    STREET = STREET_BEFORE | STREET_AFTER | STREET_INSIDE


_BEGINNINGS: dict[int, str] = {
    Trigger.SPELLED_MAIL: "at_ arroba arobase chiocciola klammeraffe a_t_",
    Trigger.LINK: "www http ftp mailto tel_ sms_ whatsapp_ tg_ geo_ facetime skype",
    Trigger.HANDLE: "insta ig_ tiktok twitter snap telegram tg_ discord skype steam psn_ twitch facebook fb_ "
    "linkedin threads mastodon bluesky signal wechat line_id x_ arroba username usuario "
    "benutzername nick",
    Trigger.SECRET: "pass pw_ pwd_ pin otp_ api secret access token wi_fi wifi wlan cod clave senha contrasen kenn "
    "losung tur zugang sicherheit bestatigung geheim mot_de mdp_ digicode parola pix_ chave "
    "sk_ gh ghp akia aiza xox eyj ya pypi npm begin glpat seed recovery mnemonic backup frase tan_ cv aws "
    "wiederherst phrase palavras  door gate alarm lock safe entry security verif login "
    "confirm bank_ card sim_ phone_ router network garage keypad one_time fa_ github_pat g_",
    Trigger.STREET_BEFORE: "rua r_ avenida av_ avda travessa tv_ alameda al_ praca pca estrada rodovia rod_ largo "
    "ladeira beco viela calle c_ cl_ carrer plaza pza paseo p_ po_ camino carretera ctra "
    "ronda callejon calzada rue boulevard bd_ blvd_ place allee chemin impasse quai route via_ viale v_ piazza corso "
    "vicolo lungarno strada contrada quadra sqn sqs shis shin cln cls eqn eqs avenue cours square passage sentier "
    "villa",
    Trigger.STREET_AFTER: "street st_ road rd_ avenue ave_ lane ln_ drive dr_ court ct_ boulevard blvd terrace "
    "crescent cres square sq_ gardens grove parkway pkwy highway hwy circle cir_ trail alley "
    "mews "
    "close way_ place pl_ row_ hill park walk rise view gate green yard quay wharf path loop bend heights meadow "
    "vale mount wynd parade esplanade",
    Trigger.STREET_INSIDE: "am_ an_der an_den auf_der auf_dem im_ in_der in_den zum_ zur_ unter_den hinter strasse "
    "stra\u00dfe str_ weg_ platz allee gasse ring_ damm_ ufer_ chaussee",
    Trigger.HOME: "address endere direc adresse anschrift indirizzo domicilio i_live we_live moro_n vivo_en wohne "
    "j_habite abito",
    Trigger.BIRTH: "born dob_ d_o_b birth bday b_day nasc data_de aniversari niver nac cumple geb nee_ ne_ date_de "
    "naissance anniversaire nat compleanno data_di nascita",
    Trigger.POSTCODE: "cep_ zip post code_postal codigo_postal c_p cp_ plz cap_ codice_postale",
    Trigger.PLATE: "placa plate license_ licence_ number_plate reg matricula kennzeichen nummernschild targa "
    "immatriculation plaque",
    Trigger.DOCUMENT: "rg_ cnh_ identidade carteira passport passaporte pasaporte reisepass passeport passaporto "
    "personalausweis ausweis carta carte driv licen titulo ssn_ social nhs nino_ national "
    "sozial renten steuer idnr nif_ nie_ dni_ nir_ securite codice_fiscale contribuinte cartao bilhete pis_ nis_ "
    "ctps cns_ numero_de nss_ cuit cuil rut_ cedula medicare tax itin bsn_ tin_ id_nr identifi cpf cnpj imei steam "
    "partita p_iva patente permis fuhrer secu_",
    Trigger.ACCOUNT: "conta_ c_c cc_ agencia ag_ account acct acc_ sort_code routing aba_ konto kto_ blz_ bankleitzahl "
    "cuenta clabe cbu_ compte rib_ numero_de_compte conto nib_ bic_ iban",
    Trigger.PHONE: "phone tel fone mobil cell cel_ celular call ring text sms_ whats wpp_ zap liga ligue me_chama "
    "chama numero number contat movil llama handy nummer ruf anruf portable appelle "
    "chiama festnetz landline pix_ my_ meu_ mi_ mein mon_ moi is_ e_ es_ ist_ est_",
    Trigger.PERSON: "mr mrs ms_ dr dra sr sra srta mme mlle prof mister uncle aunt herr frau don dona tio_ tia_ seu_ "
    "senhor monsieur madame signor dottor onkel tante oncle zio_ zia_ primo prima cousin "
    "neighbo nurse nachbar vizinh vecin grandma grandpa granny grandad vov abuel nonn tonton tatie mamie papy cugin "
    "friend colleague boss_ brother sister son_ daughter husband wife_ mother father aunt_ amig irma chefe filh "
    "marido esposa mae_ pai_ hij herman jef madre padre oma_ opa_ freund kolleg schwester bruder sohn tochter mann_ "
    "mutter "
    "vater chef ami soeur s\u0153ur frere fils_ fille_ mari_ femme_ collegue patron amic fratello sorella figli "
    "moglie capo_ "
    "collega",
    Trigger.CONTACT_CARD: "vcf",
    Trigger.SPOKEN: "zero_ four_ five_ seven_ eight_ nine_ quatro_ cinco_ sete_ oito_ nove_ cero_ cuatro_ siete_ ocho_ "
    "nueve_ null_ vier_ funf_ sieben_ neun_ quatre_ cinq_ sept_ huit_ neuf_ quattro_ cinque_ sette_ otto_",
}
_ENDINGS: dict[int, str] = {
    Trigger.STREET_INSIDE: "stra\u00dfe strasse str weg platz allee gasse ring damm ufer chaussee steig pfad markt "
    "graben stieg wall zeile promenade brucke hof berg feld winkel kamp",
    Trigger.SECRET: "passwort",
    Trigger.CONTACT_CARD: "vcf",
}
"""Folded beginnings of words (an underscore ends the word) and ends of words, by trigger.

Folding makes a space of every digit and sign: a cue that holds one would never match.
"""
_ASCII_DIGIT = re.compile(r"[0-9]")


@cache
def _build_automaton() -> tuple[ahocorasick_rs.AhoCorasick, tuple[int, ...]]:
    patterns: dict[str, int] = {}
    for trigger, words in _BEGINNINGS.items():
        for word in words.split():
            pattern = " " + word.replace("_", " ")
            patterns[pattern] = patterns.get(pattern, Trigger.NONE) | trigger
    for trigger, words in _ENDINGS.items():
        for word in words.split():
            patterns[word + " "] = patterns.get(word + " ", Trigger.NONE) | trigger
    return ahocorasick_rs.AhoCorasick(list(patterns)), tuple(patterns.values())


def find_triggers(texts: Sequence[str], folded: JoinedTexts) -> list[int]:
    """Find the triggers of each text.

    Args:
        texts: as exported.
        folded: the same texts, folded and joined.

    Returns:
        Bits of `Trigger`, one value a text, in order.
    """
    flags = [_find_sign_triggers(text) for text in texts]
    automaton, meanings = _build_automaton()
    for number, _, _, pattern in folded.scan(automaton):
        flags[number] |= meanings[pattern]
    return flags


def _find_sign_triggers(text: str) -> int:
    flags = 0
    if "@" in text or "\uff20" in text:
        flags |= Trigger.MAIL_SIGN | Trigger.HANDLE
    if "/" in text or "\uff0f" in text:
        flags |= Trigger.LINK
    digits = len(_ASCII_DIGIT.findall(asciify(text)))
    if digits:
        flags |= Trigger.DIGIT | (Trigger.MANY_DIGITS if digits >= 8 else 0)
    return flags
