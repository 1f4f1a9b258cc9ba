"""Capitalised words that are not people's names: feasts, nationalities, countries, brands."""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

CAPITALISED_WORDS = frozenset(
    """
    christmas easter natal pascoa navidad weihnachten
    ostern noel natale pasqua english portugues espanol deutsch francais italiano
    google youtube instagram facebook netflix amazon spotify telegram zoom iphone android windows linux python github
    portuguese spanish german french italian dutch danish swedish polish russian chinese japanese british american
    brazilian european african asian canadian australian irish scottish mexican portugal spain germany france italy
    netherlands denmark sweden norway poland russia china japan brazil brasil espana deutschland england
    scotland ireland
    europe europa africa asia america canada australia mexico argentina india london paris berlin lisboa madrid roma
    deus dios gott dieu dio god jesus
    internet covid uber ifood airbnb tiktok twitter apple microsoft samsung
    """.split()
)
"""Folded."""
GERMAN_ARTICLES = frozenset(
    "der die das den dem des ein eine einen einem einer kein keine keinen mein meine meinen dein deine sein seine ihr "
    "ihre unser unsere euer eure dieser diese dieses im am zum zur beim vom ins ans jeder jede jedes welche alle viel "
    "viele mehr neue neuen neuer neues alten gute guten guter gutes".split()
)
"""Words before a German noun, which has a capital without being a name."""
