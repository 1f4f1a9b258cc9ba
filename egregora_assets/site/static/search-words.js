// Words as the search index knows them: folded, with their relatives, and with one slip of the keyboard.
"use strict";

const searchWords = (() => {
  const PLAIN = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i" };
  const ACCENT = /[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
  const QUOTED = /["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+)/g;
  // Endings of verbs, plurals and the like, in the languages of the site; they are taken off one after the other.
  const ENDING = new RegExp(`^(.{3,}?)(?:${(
    "a e o i y s es as os is en em am an er ar ir re ed ly et ei ou eu iu ies ied ing ings ant ent ons ez ais ait ung " +
    "ungen ava aba ara era ira ado ada ido ida ados adas idos idas ando endo indo amos emos imos iamo aram eram iram " +
    "aron ieron aria eria iria mente inho inha inhos inhas cao coes cion ciones zione zioni tion tions"
  ).split(" ").join("|")})$`);
  const EXACT = 1, RELATED = 0.7, BEGUN = 0.5;
  const SHORTEST_BEGUN = 3;
  const SNIPPET = 240, BEFORE = 80;

  // As `fold_accents` and `split_terms` do it where the index is made.
  const fold = (text) =>
    text.toLowerCase().normalize("NFKD").replace(ACCENT, "").toLowerCase().replace(/[ßæœøłđı]/g, (c) => PLAIN[c]);
  const split = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) || [];
  const lengthOf = (word) => [...word].length;
  const isTerm = (word) => lengthOf(word) >= 2 && lengthOf(word) <= 32;
  const backwards = (word) => [...word].reverse().join("");

  function stem(word) {
    let shorter = word;
    for (let found = ENDING.exec(word); found; found = ENDING.exec(shorter)) shorter = found[1];
    return shorter.length > 3 && shorter.at(-1) === shorter.at(-2) ? shorter.slice(0, -1) : shorter;
  }

  // Whether one letter more, less or other, or two that changed places, make one word of the other.
  function isNear(a, b) {
    const [x, y] = [[...a], [...b]];
    if (Math.abs(x.length - y.length) > 1) return false;
    let first = 0, last = 0;
    while (first < x.length && x[first] === y[first]) first += 1;
    while (last < Math.min(x.length, y.length) - first && x.at(-1 - last) === y.at(-1 - last)) last += 1;
    const [p, q] = [x.slice(first, x.length - last), y.slice(first, y.length - last)];
    return p.length + q.length <= 1 || (p.length === 1 && q.length === 1)
      || (p.length === 2 && q.length === 2 && p[0] === q[1] && p[1] === q[0]);
  }

  // What was typed: words to look up, each as it is or with its relatives, and phrases.
  function parse(text) {
    const wanted = new Map();
    const phrases = [];
    for (const [, quoted, plain] of text.matchAll(QUOTED)) {
      const parts = split(quoted ?? plain);
      if (quoted !== undefined && parts.length > 1) phrases.push(parts);
      for (const term of parts.filter(isTerm)) {
        const isExact = quoted !== undefined || (wanted.get(term) || {}).isExact;
        const hasRelatives = !isExact && lengthOf(term) >= SHORTEST_BEGUN;
        wanted.set(term, { term, isExact, hasRelatives, isBegun: false, root: hasRelatives ? stem(term) : term });
      }
    }
    const last = [...wanted.values()].at(-1);
    if (last && /[\p{L}\p{N}]$/u.test(text)) last.isBegun = last.hasRelatives;
    return { wanted: [...wanted.values()], phrases };
  }

  // How well a word of the index answers one that was looked for, from 0 to 1.
  function rate(word, { term, root, hasRelatives, isBegun }) {
    if (word === term) return EXACT;
    if (!hasRelatives) return 0;
    if (word.startsWith(root) && stem(word) === root) return RELATED;
    return isBegun && word.startsWith(term) ? BEGUN : 0;
  }

  // The text around the first of some words: its parts, each with whether it is one of them.
  function cutAround(text, isFound) {
    const spans = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].filter(([word]) => split(word).some(isFound));
    const first = spans.length ? spans[0].index : 0;
    const isWhole = text.length <= SNIPPET;
    const start = isWhole || first < BEFORE ? 0 : Math.min(text.indexOf(" ", first - BEFORE) + 1, first);
    const end = text.length - start <= SNIPPET ? text.length : Math.max(text.lastIndexOf(" ", start + SNIPPET), first + 1);
    const parts = [[start ? "… " : "", false]];
    let here = start;
    for (const { 0: word, index } of spans.filter(({ 0: word, index }) => index >= start && index + word.length <= end)) {
      parts.push([text.slice(here, index), false], [word, true]);
      here = index + word.length;
    }
    return [...parts, [text.slice(here, end), false], [end < text.length ? " …" : "", false]];
  }

  return { split, lengthOf, backwards, isNear, parse, rate, cutAround };
})();
