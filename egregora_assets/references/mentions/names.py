"""Which names are files of code by themselves, and which only where a repository has them."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SOURCE_ENDINGS = _words(
    """py pyi pyx ipynb js mjs cjs ts tsx jsx vue svelte css scss sass less rb go rs java kt kts swift cc cpp cxx hpp hh
    cs fs ml mli hs ex exs erl clj scala php pl lua jl dart zig nim sh bash zsh fish ps1 bat sql proto graphql gradle tf
    toml yaml yml jsonc"""
)
"""A bare file name with one of these is a mention of code."""
_WORDLIKE_ENDINGS = _words(
    """go rs less swift cc cs fs ml hs ex pl lua dart zig nim sh bash fish bat tf java vue sass proto scala php"""
)
"""Of these, the ones that are also a word or a place's ending: "fui.rs", "done.go", "ate.fish"."""
OTHER_ENDINGS = _words(
    """c h m r md rst adoc tex txt html htm xml json jsonl ini cfg conf env lock csv tsv svg mk cmake diff patch log
    j2 jinja typ"""
)
"""With a folder or a line number, these too."""
NAMES_WITHOUT_ENDING = _words(
    """Makefile Dockerfile Justfile Procfile Vagrantfile Gemfile Rakefile Jenkinsfile Pipfile LICENSE CODEOWNERS"""
)
_DOTFILES = _words(
    """.gitignore .gitattributes .gitmodules .gitkeep .gitconfig .mailmap .dockerignore .editorconfig .env .envrc .npmrc
    .npmignore .nvmrc .yarnrc .babelrc .eslintrc .eslintignore .prettierrc .prettierignore .stylelintrc .browserslistrc
    .bashrc .bash_profile .zshrc .vimrc .inputrc .flake8 .pylintrc .coveragerc .htaccess .python-version .ruby-version
    .node-version .tool-versions .clang-format .clang-tidy"""
)
_COMMON_STEMS = _words(
    """main lib mod index app server client cli setup config settings utils util test tests types models model views
    view routes handler handlers build run install deploy start stop"""
)
_PRODUCTS = _words(
    """node.js next.js vue.js react.js nuxt.js express.js three.js d3.js nest.js angular.js backbone.js p5.js alpine.js
    moment.js chart.js discord.js plotly.js ember.js deno.ts"""
)
_CODELIKE = re.compile(r"[A-Z0-9_-]")
_CUE = re.compile(
    r"(?:\bfiles?|\barquivos?|\bscripts?|\bmodul[eo]s?|\bmódulos?|\bdatei|\bfichiers?|\barchivos?)\W{1,3}$",
    re.IGNORECASE,
)


def split_ending(name: str) -> tuple[str, str]:
    """A file's name before its last point, and its ending in lower case, empty where there is none."""
    stem, _, ending = name.rpartition(".")
    return (stem, ending.lower()) if ending[:1].isalpha() else (name, "")


def may_be_file(name: str) -> bool:
    """Whether a name can be a file's: it has an ending, is a dotfile, or is known without one."""
    stem, ending = split_ending(name)
    if ".." in name:
        return False
    return name in NAMES_WITHOUT_ENDING or (bool(ending) and (bool(stem.strip(".")) or name.count(".") == 1))


def is_dotfile(name: str) -> bool:
    """Whether a name is that of a known file whose name begins with a point."""
    return name in _DOTFILES or name.startswith(".env.")


def has_known_ending(name: str) -> bool:
    """Whether a name ends as files of code do."""
    stem, ending = split_ending(name)
    return bool(stem) and (ending in SOURCE_ENDINGS or ending in OTHER_ENDINGS)


def is_plain_name(name: str, *, has_place: bool, is_marked: bool, before: str) -> bool:
    """Whether a name alone means a file of code.

    Args:
        name: without folders.
        has_place: there is a folder, a line or a revision beside it.
        is_marked: it stands in back-ticks or quotes.
        before: the text before it.
    """
    stem, ending = split_ending(name)
    if is_dotfile(name):
        return True
    if has_place:
        return name in NAMES_WITHOUT_ENDING or has_known_ending(name)
    if not any(c.isalpha() for c in stem) or ending not in SOURCE_ENDINGS or name.lower() in _PRODUCTS:
        return False
    is_word = ending in _WORDLIKE_ENDINGS and not _CODELIKE.search(stem) and stem not in _COMMON_STEMS
    return not is_word or is_marked or _CUE.search(before) is not None
