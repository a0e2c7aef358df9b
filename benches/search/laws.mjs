// What search costs on a large site, measured with pieces of its own text.
//
//   benches/search/laws.sh FOLDER [QUERIES]
//
// Every piece of two to eight characters is looked for in all text first, so that what is
// found and what is shown can be held against it.
import { chance, gangmu } from './gangmu.mjs';

const [, , site, wanted] = process.argv;
const one = gangmu(site);
await one.source.ready();
const rows = [];
for (let from = 0; from < one.source.count; from += 1000) {
  rows.push(...await one.source.rows([...Array(Math.min(1000, one.source.count - from)).keys()].map((id) => from + id)));
}
const byAddress = new Map(rows.map((row) => [row.url, row]));

// What reads as a number is answered by number, so it is left out here.
const random = chance(42), queries = [];
while (queries.length < (Number(wanted) || 200)) {
  const { text } = rows[random(rows.length)], length = 2 + random(7);
  const q = text.substr(random(Math.max(text.length - length, 1)), length);
  if (/^[一-鿿]{2,}$/.test(q) && !/[一二三四五六七八九十百千两]/.test(q)) queries.push(q);
}

const at = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))];
const both = (list, digits) => [0.5, 0.95].map((part) => at(list, part).toFixed(digits)).join(' / ');

const out = [['', 'KB, half / 95 %', 'requests, half / 95 %', 'precision', 'again, ms']];
for (const limit of [3, 10]) {
  const first = [], further = [], again = [];
  let shown = 0, right = 0;
  for (const q of queries) {
    const fresh = gangmu(site), engine = fresh.bytes;
    const found = await fresh.search(q, { limit });
    first.push([fresh.bytes / 1000, fresh.requests]);
    further.push([(fresh.bytes - engine) / 1000, fresh.requests - 1]);
    shown += found.length;
    right += found.filter((row) => byAddress.get(row.url)?.folded.includes(one.fold(q).trim())).length;
    const began = performance.now();
    await fresh.search(q, { limit });
    again.push(performance.now() - began);
  }
  const line = (name, list) => [`${name}, ${limit} rows`, both(list.map((cost) => cost[0]), 1), both(list.map((cost) => cost[1]), 0), (right / shown).toFixed(3), both(again, 1)];
  out.push(line('first query', first), line('further query', further));
}

let holding = 0, met = 0;
for (const q of queries) {
  const found = new Set((await one.search(q, { full: true })).map((row) => row.url));
  const all = rows.filter((row) => row.folded.includes(one.fold(q).trim()));
  holding += all.length;
  met += all.filter((row) => found.has(row.url)).length;
}
console.log(`${rows.length} records, ${queries.length} queries; of ${holding} rows that hold them ${(met / holding).toFixed(4)} are found`);
out.splice(1, 0, out[0].map(() => '---'));
for (const line of out) console.log('| ' + line.join(' | ') + ' |');
