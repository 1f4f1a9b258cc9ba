// Search in the reader's own browser. The index is cut by the first two letters of a word; a shard is loaded as a script
// when a word asks for it, so that searching works from a folder too. Nothing that was typed leaves the page.
"use strict";

const egregora = (() => {
  const form = document.querySelector("form.search");
  const input = document.getElementById("q");
  const status = document.getElementById("status");
  const results = document.getElementById("results");
  const PLAIN = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i" };
  const ACCENT = /[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
  const MOST = 60;
  const shards = new Map();
  const loading = new Map();
  let listed = null;
  let asked = 0;

  // As `folded` and `terms_of` do it where the index is made.
  function termsOf(text) {
    const folded = text.toLowerCase().normalize("NFKD").replace(ACCENT, "").toLowerCase().replace(/[ßæœøłđı]/g, (c) => PLAIN[c]);
    return [...new Set(folded.match(/[\p{L}\p{N}]+/gu) || [])].filter((t) => [...t].length >= 2 && [...t].length <= 32);
  }

  function shardOf(term) {
    const head = [...term].slice(0, 2);
    const isLatin = head.every((c) => c.codePointAt(0) < 128);
    return isLatin ? head.join("") : "u" + head.map((c) => c.codePointAt(0).toString(16)).join("-");
  }

  function load(name) {
    if (!loading.has(name)) {
      loading.set(name, new Promise((done) => {
        const script = document.createElement("script");
        script.src = `search/${name}.js`;
        script.onload = done;
        script.onerror = done; // no word begins like this
        document.head.append(script);
      }));
    }
    return loading.get(name);
  }

  // Scores by entry for one word: rare words weigh more; the last word may still be unfinished.
  function scored(term, isPrefix) {
    const shard = shards.get(shardOf(term)) || {};
    const scores = new Map();
    for (const word of Object.keys(shard)) {
      if (word !== term && !(isPrefix && word.startsWith(term))) continue;
      const postings = shard[word];
      const rarity = Math.log(1 + listed.length / (postings.length / 2)) * (word === term ? 1 : 0.5);
      for (let i = 0; i < postings.length; i += 2) {
        const score = (1 + Math.log(postings[i + 1])) * rarity;
        scores.set(postings[i], Math.max(score, scores.get(postings[i]) || 0));
      }
    }
    return scores;
  }

  function found(terms) {
    const all = terms.map((term, i) => scored(term, i === terms.length - 1));
    const common = [...all[0].keys()].filter((entry) => all.every((scores) => scores.has(entry)));
    const total = (entry) => all.reduce((sum, scores) => sum + scores.get(entry), 0);
    return common.map((entry) => [entry, total(entry)]).sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([entry]) => entry);
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  }

  function show(entries) {
    const words = status.dataset;
    const count = entries.length;
    status.textContent = count === 0 ? words.none : count === 1 ? words.one : words.many.replace("#", String(count));
    results.replaceChildren(...entries.slice(0, MOST).map((entry) => {
      const [address, title, kind, shown] = listed[entry];
      const item = document.createElement("li");
      const link = element("a", "headline", title);
      link.href = address;
      item.append(element("small", "kind", kind), link, element("p", "", shown));
      return item;
    }));
  }

  async function search() {
    const mine = ++asked;
    const terms = termsOf(input.value);
    if (terms.length === 0) {
      status.textContent = "";
      results.replaceChildren();
      return;
    }
    await Promise.all(["entries", ...terms.map(shardOf)].map(load));
    if (mine === asked && listed) show(found(terms));
  }

  let timer = 0;
  form.hidden = false;
  document.getElementById("without").hidden = true;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 120);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  input.value = new URLSearchParams(location.search).get("q") || "";
  setTimeout(search, 0); // once the callbacks below are there
  return {
    entries: (rows) => { listed = rows; },
    shard: (name, words) => { shards.set(name, words); },
  };
})();
