// Search in the reader's own browser. The index lies in segments (months, earlier years) and is loaded as scripts, so that
// searching works from a folder too: of each word the small file that holds it, then the talk of the best finds. Nothing
// that was typed leaves the page.
"use strict";

const egregora = (() => {
  const form = document.querySelector("form.search");
  const input = document.getElementById("q");
  const status = document.getElementById("status");
  const results = document.getElementById("results");
  const more = document.getElementById("more");
  const { split, lengthOf, backwards, isNear, parse, rate, cutAround } = searchWords;
  const MISSPELT = 0.4, SHORTEST_MISSPELT = 5, ENOUGH = 3; // a slip that others made too leads on
  const PAGE = 10, ROUNDS = 3; // about so many results are shown at once; for these at most so many blocks of talk are loaded
  const LOOKED_UP = 3; // words; what else was typed is looked for in the messages that hold these
  const FEW = 5; // with fewer entries that hold all words, those that hold all but one are shown behind them
  const FAR = 1e6;
  const words = new Map(); // by file, places by word
  const endings = new Map(); // by file, words
  const entries = new Map(); // by segment, what is shown of its documents
  const talk = new Map(); // by file, names and days
  const loading = new Map();
  let segments = null; // name, numbers of entries and blocks, the first word and the first ending of each file
  let asked = 0;

  // The files of a segment that may hold a word, or words that begin with it, by the first word of each.
  function filesOf(name, letter, firstWords, term, isPrefix) {
    let next = 0;
    while (next < firstWords.length && firstWords[next] <= term) next += 1;
    const found = next > 0 ? [next - 1] : [];
    for (; isPrefix && next < firstWords.length && firstWords[next].startsWith(term); next += 1) found.push(next);
    return found.map((number) => `${name}/${letter}${number}`);
  }
  const wordFiles = ([name, , , first], term, isPrefix) => filesOf(name, "w", first, term, isPrefix);
  const endingFiles = ([name, , , , first], term) => filesOf(name, "e", first, term, true);

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
  const loadAll = (names) => Promise.all(names.map(load));

  // Steps from one entry to the next, each followed by minus the word's count if that is more than one.
  function unpack(packed, start) {
    const found = [];
    let entry = start;
    for (const number of packed) {
      if (number < 0) found.at(-1)[1] = -number;
      else found.push([entry += number, 1]);
    }
    return found;
  }

  // Where words stand that answer one that was looked for: weight by entry, and how well each form answers.
  function collect(files, rateWord) {
    const found = { places: new Map(), forms: new Map(), segments: new Set() };
    for (const [segment, names] of files) {
      const start = segments.indexOf(segment) * FAR;
      for (const name of names) {
        const places = words.get(name) || {};
        for (const word of Object.keys(places)) {
          const rated = rateWord(word);
          if (!rated) continue;
          found.forms.set(word, rated);
          found.segments.add(segment);
          for (const [entry, count] of unpack(places[word], start)) {
            const weight = rated * (1 + Math.log(count));
            found.places.set(entry, Math.max(weight, found.places.get(entry) || 0));
          }
        }
      }
    }
    return found;
  }

  async function lookUp(want, among) {
    const files = among.map((s) => [s, wordFiles(s, want.root, want.hasRelatives)]);
    await loadAll(files.flatMap(([, names]) => names));
    const found = collect(files, (word) => rate(word, want));
    if (want.isExact || lengthOf(want.term) < SHORTEST_MISSPELT || found.places.size >= ENOUGH) return found;
    const others = await lookUpMisspelt(want.term, among);
    return {
      places: new Map([...others.places, ...found.places]),
      forms: new Map([...others.forms, ...found.forms]),
      segments: new Set([...others.segments, ...found.segments]),
    };
  }

  // One slip leaves the word's beginning or its ending as it is.
  async function lookUpMisspelt(term, among) {
    const letters = [...term];
    const half = Math.floor(letters.length / 2);
    const start = letters.slice(0, half).join("");
    const end = backwards(letters.slice(half + 1).join(""));
    const files = among.map((s) => [s, wordFiles(s, start, true), endingFiles(s, end)]);
    await loadAll(files.flatMap(([, some, others]) => [...some, ...others]));
    const all = files.map(([segment, some, others]) => {
      const near = others.flatMap((name) => (endings.get(name) || []).filter((word) => isNear(word, term)));
      return [segment, [...new Set([...some, ...near.flatMap((word) => wordFiles(segment, word, false))])]];
    });
    await loadAll(all.flatMap(([, names]) => names));
    return collect(all, (word) => (isNear(word, term) ? MISSPELT : 0));
  }

  // What holds all the words, then, where that is little, what holds most of them: the best and then the newest first.
  async function find({ wanted, phrases }) {
    let among = segments;
    const found = [];
    const longest = [...wanted].sort((a, b) => lengthOf(b.term) - lengthOf(a.term)); // long words are rare
    for (const want of longest.slice(0, LOOKED_UP)) {
      const one = await lookUp(want, among);
      if (one.segments.size) among = among.filter((s) => one.segments.has(s));
      found.push({ ...one, rate: (word) => one.forms.get(word) || 0 });
    }
    const others = longest.slice(LOOKED_UP).map((want) => ({ rarity: 1, rate: (word) => rate(word, want) }));
    const total = segments.reduce((sum, [, documents, blocks]) => sum + documents + blocks, 0);
    const rated = new Map();
    for (const one of found) {
      one.rarity = one.places.size ? Math.log(1 + total / one.places.size) : 0;
      for (const [entry, weight] of one.places) {
        const [count, score] = rated.get(entry) || [0, 0];
        rated.set(entry, [count + 1, score + weight * one.rarity]);
      }
    }
    const isWhole = ([, [count]]) => count === found.length;
    const isAlmost = ([, [count]]) => count < found.length && count >= Math.max(1, found.length - 1);
    const whole = [...rated].filter(isWhole);
    const rest = whole.length >= FEW ? [] : [...rated].filter(isAlmost);
    const queue = (phrases.length ? whole : [...whole, ...(whole.length || rest.length ? rest : rated)])
      .map(([entry, [count, score]]) => ({ entry, count, score }))
      .sort((a, b) => b.count - a.count || b.score - a.score || b.entry - a.entry);
    return { queue, found: [...found, ...others], phrases };
  }

  const segmentOf = (entry) => segments[Math.floor(entry / FAR)];
  const isBlock = (entry) => entry % FAR >= segmentOf(entry)[1];
  const fileOf = (entry) => {
    const [name, documents] = segmentOf(entry);
    return isBlock(entry) ? `${name}/t${(entry % FAR) - documents}` : `${name}/entries`;
  };

  function holdsPhrases(text, { phrases }) {
    const said = split(text);
    return phrases.every((phrase) => said.some((_, start) => phrase.every((word, i) => said[start + i] === word)));
  }

  // What a text answers of what was looked for: how much of it, and how well.
  function judge(text, { found }) {
    const said = split(text);
    let count = 0, score = 0;
    for (const { rate: rateWord, rarity } of found) {
      const best = said.reduce((most, word) => Math.max(most, rateWord(word)), 0);
      if (best) count += 1;
      score += best * rarity;
    }
    return { count, score };
  }

  // The messages of a block that hold all the words, else the one that holds the rarest.
  function messagesOf(entry, search) {
    const [names, days] = talk.get(fileOf(entry)) || [[], []];
    const lines = days.flatMap(([address, title, said]) => said.map(([anchor, name, clock, text]) => {
      const who = [title, clock, names[name]].filter(Boolean).join(" · ");
      return { address: `${address}#${anchor}`, title: who, text, ...judge(text, search) };
    })).filter((line) => line.count && holdsPhrases(line.text, search));
    const whole = lines.filter((line) => line.count === search.found.length);
    const most = lines.reduce((best, line) => (best && best.score >= line.score ? best : line), null);
    return whole.length ? whole : most ? [{ ...most, score: most.score / 2 }] : [];
  }

  // A document counts less where the words stand in what is not shown of it here.
  function documentOf(entry, search) {
    const [address, title, kind, text] = (entries.get(segmentOf(entry)[0]) || [])[entry % FAR] || [];
    const [inTitle, inText, inBoth] = [title, text, `${title} ${text}`].map((part) => judge(part || "", search));
    if (!address || !holdsPhrases(`${title} ${text}`, search)) return [];
    const unseen = search.found.reduce((sum, { rarity }) => sum + rarity, 0) / 4;
    const score = inBoth.count === search.found.length ? inText.score + 2 * inTitle.score : unseen;
    return [{ address, title, kind, text, score, isDocument: true }];
  }

  // The next results: documents, and the messages of one block.
  async function takeNext(search) {
    const count = search.queue.findIndex(({ entry }) => isBlock(entry)) + 1;
    const taken = search.queue.splice(0, Math.min(count || PAGE, PAGE));
    await loadAll([...new Set(taken.map(({ entry }) => fileOf(entry)))]);
    return taken.flatMap((one) => (isBlock(one.entry) ? messagesOf(one.entry, search) : documentOf(one.entry, search)));
  }

  function element(name, className, ...content) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  }

  function snippet(text, { found }) {
    const parts = cutAround(text, (word) => found.some((one) => one.rate(word) > 0));
    return parts.map(([part, isMarked]) => (isMarked ? element("mark", "", part) : part));
  }

  // A document by its title with what it is about; a message by its words, below who said them when.
  function makeItem({ address, title, kind, text, isDocument }, search) {
    const link = element("a", isDocument ? "headline" : "said", ...snippet(isDocument ? title : text, search));
    link.href = address;
    const more = isDocument ? [element("p", "", ...snippet(text, search))] : [];
    return element("li", "", element("small", "kind", isDocument ? kind : title), link, ...more);
  }

  function tell(count, hasMore) {
    const { none, one, many } = status.dataset;
    const number = hasMore ? `${count}+` : String(count);
    status.textContent = count === 0 && !hasMore ? none : count === 1 && !hasMore ? one : many.replace("#", number);
    more.hidden = !hasMore;
  }

  async function show(search, mine) {
    const items = [];
    for (let round = 0; round < ROUNDS && items.length < PAGE && search.queue.length; round += 1) {
      items.push(...await takeNext(search));
      if (mine !== asked) return;
    }
    if (search.count === 0) results.replaceChildren();
    search.count += items.length;
    results.append(...items.sort((a, b) => b.score - a.score).map((one) => makeItem(one, search)));
    tell(search.count, search.queue.length > 0);
    more.onclick = () => show(search, mine);
  }

  async function search() {
    const mine = ++asked;
    const query = parse(input.value);
    noteInAddress(input.value.trim());
    if (query.wanted.length === 0) {
      status.textContent = "";
      more.hidden = true;
      results.replaceChildren();
      return;
    }
    await load("index");
    if (!segments || mine !== asked) return;
    const found = await find(query);
    if (mine === asked) await show({ ...found, count: 0 }, mine);
  }

  function noteInAddress(text) {
    try {
      history.replaceState(null, "", text ? `?q=${encodeURIComponent(text)}` : location.pathname);
    } catch { /* some browsers allow it from a server alone */ }
  }

  // Arrow keys lead through the results, Escape and / back to the words.
  function press(event) {
    const links = [...results.querySelectorAll("a")];
    const here = links.indexOf(document.activeElement);
    const isTyping = document.activeElement === input;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !event.target.matches("input")) input.select();
    else if (event.key === "Escape" && here >= 0) input.focus();
    else if (event.key === "ArrowDown" && (isTyping || here >= 0) && links[here + 1]) links[here + 1].focus();
    else if (event.key === "ArrowUp" && here >= 0) (links[here - 1] || input).focus();
    else return;
    event.preventDefault();
  }

  let timer = 0;
  form.hidden = false;
  document.getElementById("without").hidden = true;
  document.addEventListener("keydown", press);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 200);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    search();
  });
  input.value = new URLSearchParams(location.search).get("q") || "";
  setTimeout(search, 0); // once the callbacks below are there
  return {
    index: (rows) => { segments = rows; },
    entries: (name, rows) => { entries.set(name, rows); },
    talk: (name, number, names, days) => { talk.set(`${name}/t${number}`, [names, days]); },
    words: (name, number, places) => { words.set(`${name}/w${number}`, places); },
    endings: (name, number, listed) => { endings.set(`${name}/e${number}`, listed.split(" ")); },
  };
})();
