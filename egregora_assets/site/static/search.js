// Search in the reader's own browser. The index lies in segments (months, earlier years), each cut into small files by its
// words in order; a file is loaded as a script when a word asks for it, so that searching works from a folder too. Nothing
// that was typed leaves the page.
"use strict";

const egregora = (() => {
  const form = document.querySelector("form.search");
  const input = document.getElementById("q");
  const status = document.getElementById("status");
  const results = document.getElementById("results");
  const PLAIN = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i" };
  const ACCENT = /[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
  const MOST = 60;
  const FAR = 1e6;
  const words = new Map(); // by file, places by word
  const entries = new Map(); // by segment, what is shown of its entries
  const loading = new Map();
  let segments = null; // name, number of entries, and the first word of each file
  let asked = 0;

  // As `fold_accents` and `split_terms` do it where the index is made.
  function termsOf(text) {
    const folded = text.toLowerCase().normalize("NFKD").replace(ACCENT, "").toLowerCase().replace(/[ßæœøłđı]/g, (c) => PLAIN[c]);
    return [...new Set(folded.match(/[\p{L}\p{N}]+/gu) || [])].filter((t) => [...t].length >= 2 && [...t].length <= 32);
  }

  // The files of a segment that may hold a word, or words that begin with it.
  function filesOf([name, , firstWords], term, isPrefix) {
    let next = 0;
    while (next < firstWords.length && firstWords[next] <= term) next += 1;
    const found = next > 0 ? [next - 1] : [];
    for (; isPrefix && next < firstWords.length && firstWords[next].startsWith(term); next += 1) found.push(next);
    return found.map((number) => `${name}/${number}`);
  }

  function load(name) {
    if (!loading.has(name)) {
      loading.set(name, new Promise((done) => {
        const script = document.createElement("script");
        script.src = `search/${name}.js`;
        script.onload = done;
        script.onerror = done; // the site was changed meanwhile
        document.head.append(script);
      }));
    }
    return loading.get(name);
  }

  // Where a word stands, and what begins with it if it may still be unfinished: by word, segment, entry and count.
  function placesOf(term, isPrefix) {
    const found = new Map();
    segments.forEach((segment, number) => {
      for (const file of filesOf(segment, term, isPrefix)) {
        const places = words.get(file) || {};
        for (const word of Object.keys(places)) {
          if (word !== term && !(isPrefix && word.startsWith(term))) continue;
          if (!found.has(word)) found.set(word, []);
          for (let i = 0; i < places[word].length; i += 2) {
            found.get(word).push([number * FAR + places[word][i], places[word][i + 1]]);
          }
        }
      }
    });
    return found;
  }

  // Scores by entry for one word: rare words weigh more; the last word may still be unfinished.
  function scored(term, isPrefix) {
    const total = segments.reduce((sum, [, count]) => sum + count, 0);
    const scores = new Map();
    for (const [word, places] of placesOf(term, isPrefix)) {
      const rarity = Math.log(1 + total / places.length) * (word === term ? 1 : 0.5);
      for (const [entry, count] of places) {
        scores.set(entry, Math.max((1 + Math.log(count)) * rarity, scores.get(entry) || 0));
      }
    }
    return scores;
  }

  // The best entries first; of equals those of the newest segment, in its order.
  function found(terms) {
    const all = terms.map((term, i) => scored(term, i === terms.length - 1));
    const common = [...all[0].keys()].filter((entry) => all.every((scores) => scores.has(entry)));
    const total = (entry) => all.reduce((sum, scores) => sum + scores.get(entry), 0);
    const place = (entry) => (segments.length - Math.floor(entry / FAR)) * FAR + (entry % FAR);
    return common.map((entry) => [entry, total(entry), place(entry)])
      .sort((a, b) => b[1] - a[1] || a[2] - b[2]).map(([entry]) => entry);
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  }

  const segmentOf = (entry) => segments[Math.floor(entry / FAR)][0];

  function show(shown, count) {
    const texts = status.dataset;
    status.textContent = count === 0 ? texts.none : count === 1 ? texts.one : texts.many.replace("#", String(count));
    results.replaceChildren(...shown.map((entry) => {
      const [address, title, kind, told] = (entries.get(segmentOf(entry)) || [])[entry % FAR] || ["", "", "", ""];
      const item = document.createElement("li");
      const link = element("a", "headline", title);
      link.href = address;
      item.append(element("small", "kind", kind), link, element("p", "", told));
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
    await load("index");
    if (!segments) return;
    const files = terms.flatMap((term, i) => segments.flatMap((s) => filesOf(s, term, i === terms.length - 1)));
    await Promise.all(files.map(load));
    const all = found(terms);
    const shown = all.slice(0, MOST);
    await Promise.all([...new Set(shown.map(segmentOf))].map((name) => load(`${name}/entries`)));
    if (mine === asked) show(shown, all.length);
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
    index: (rows) => { segments = rows; },
    entries: (name, rows) => { entries.set(name, rows); },
    words: (name, number, places) => { words.set(`${name}/${number}`, places); },
  };
})();
