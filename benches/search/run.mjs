// Compares search engines on one corpus and one list of queries, and prints one table.
//
//   benches/search/run.sh [SITE]        a built site; ../../public unless told
//
// Records are the rows of the site's own index: one provision each, by address, title and
// text. What holds a phrase is found by looking through all of them.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import MiniSearch from 'minisearch';
import * as pagefind from 'pagefind';
import { chance, gangmu, size } from './gangmu.mjs';

const site = path.resolve(process.argv[2] || path.join(import.meta.dirname, '../../public'));

// ---- Queries and what answers them

const one = gangmu(site);
await one.source.ready();
const rows = await one.source.rows([...Array(one.source.count).keys()]);
const fold = (text) => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
const texts = rows.map((row) => ({ row, title: fold(row.title), text: fold(row.title + '\n' + row.text) }));

const IDS = { p: 'plan-2017', j: 'jiangsu-2018', c: 'conference-2019', q: 'qa-2022', o: 'opinion-2024' };

function grades(wanted) {
  const out = new Map();
  if (wanted[0] === '=') {
    const words = wanted.slice(1).split('&').map(fold);
    for (const { row, title, text } of texts) {
      const counts = words.map((word) => text.split(word).length - 1);
      if (row.text && counts.every(Boolean)) out.set(row.url, words.some((word) => title.includes(word)) ? 3 : counts.some((count) => count > 1) ? 2 : 1);
    }
    return out;
  }
  for (const answer of wanted.split(' ')) {
    const [, doc, local, grade] = /^(\w)-(.*):(\d)$/.exec(answer);
    const row = rows.find((row) => row.url.startsWith(IDS[doc]) && row.local === local);
    if (row) out.set(row.url, Number(grade));
  }
  return out;
}

// On another corpus: pieces of its own text, from a fixed seed.
function sampled() {
  const random = chance(42);
  const out = [];
  while (out.length < 200) {
    const row = rows[random(rows.length)];
    const length = 2 + random(6);
    const q = row.text.substr(random(Math.max(row.text.length - length, 1)), length);
    if (/^[一-鿿]{2,}$/.test(q) && !/[一二三四五六七八九十百]/.test(q)) out.push(['phrase', q, '=' + q]);
  }
  return out;
}

const listed = ['queries.tsv', 'held_out.tsv']
  .flatMap((name) => fs.readFileSync(path.join(import.meta.dirname, '../../tests/search', name), 'utf8').split('\n'))
  .filter((line) => line && line[0] !== '#').map((line) => line.split('\t'));
const isOurs = rows.some((row) => row.url.startsWith('plan-2017'));
const queries = (isOurs ? listed : sampled()).map(([kind, q, wanted]) => ({ kind, q, wanted, grades: grades(wanted) }))
  .filter((query) => query.grades.size);

const gain = (list) => list.slice(0, 10).reduce((sum, grade, rank) => sum + (2 ** grade - 1) / Math.log2(rank + 2), 0);
// A paragraph that a number names is as good an answer as its provision.
const ndcg = (found, query) => gain(found.map((url) => query.grades.get(url) || query.grades.get(url.split('#')[0]) || 0)) /
  gain([...query.grades.values()].sort((a, b) => b - a));

async function measure(engine) {
  const kinds = {}, recall = [];
  let nothing = 0;
  for (const query of queries) {
    const found = await engine.search(query.q);
    if (!found.length) nothing += 1;
    (kinds[query.kind] ||= []).push(ndcg(found, query));
    if (query.wanted[0] === '=' && /word|phrase/.test(query.kind)) {
      const all = new Set(engine.all ? await engine.all(query.q) : found);
      recall.push([...query.grades.keys()].filter((url) => all.has(url)).length / query.grades.size);
    }
  }
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  return { kinds, recall: mean(recall), nothing: nothing / queries.length, all: mean(Object.values(kinds).flat()), mean };
}

// ---- The engines

const engines = [];

engines.push({
  name: 'Gangmu',
  build: '(with the site)',
  async first(q) {
    const fresh = gangmu(site);
    await fresh.search(q, { limit: 10 });
    return [fresh.bytes, fresh.requests];
  },
  search: async (q) => (await one.search(q, { limit: 10 })).map((row) => row.url),
  all: async (q) => (await one.search(q, { full: true })).map((row) => row.url),
});

const bigrams = (text) => fold(text).split(' ').flatMap((run) =>
  run.length < 2 ? [run] : Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)));
if (rows.length < 15000) {
  const began = performance.now();
  const mini = new MiniSearch({ idField: 'url', fields: ['label', 'title', 'text'], storeFields: ['label', 'title', 'text'], tokenize: bigrams, searchOptions: { boost: { title: 3 } } });
  mini.addAll([...new Map(rows.map((row) => [row.url, row])).values()]);
  const bytes = size(JSON.stringify(mini));
  const library = size(fs.readFileSync(new URL(import.meta.resolve('minisearch')).pathname.replace(/\/es\/.*$/, '/umd/index.js')));
  engines.push({
    name: 'MiniSearch, bigrams',
    build: ((performance.now() - began) / 1000).toFixed(1) + ' s',
    first: async () => [bytes + library, 2],
    search: async (q) => mini.search(q).slice(0, 10).map((hit) => hit.id),
    all: async (q) => mini.search(q).map((hit) => hit.id),
  });
}

if (rows.length < 15000) {
  const began = performance.now();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pagefind-'));
  const { index } = await pagefind.createIndex({ forceLanguage: 'zh' });
  for (const row of rows) await index.addCustomRecord({ url: '/' + row.url, content: row.label + ' ' + row.title + '。' + row.text, language: 'zh', meta: { title: row.title || row.label } });
  await index.writeFiles({ outputPath: folder });
  await pagefind.close();
  const seconds = (performance.now() - began) / 1000;
  let bytes = 0, requests = 0;
  const server = http.createServer((request, response) => {
    const file = path.join(folder, decodeURI(request.url.split('?')[0]));
    if (!fs.existsSync(file)) return response.writeHead(404).end();
    const body = fs.readFileSync(file);
    bytes += /\.(js|json)$/.test(file) ? size(body) : body.length;
    requests += 1;
    response.end(body);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const base = `http://127.0.0.1:${server.address().port}/`;
  const fresh = async () => {
    // The module keeps its state, so each first query gets a copy of its own.
    const copy = path.join(folder, `copy-${Math.random()}.mjs`);
    fs.copyFileSync(path.join(folder, 'pagefind.js'), copy);
    bytes = size(fs.readFileSync(copy));
    requests = 1;
    globalThis.window ||= globalThis;
    globalThis.document ||= { querySelector: () => ({ getAttribute: () => 'zh' }), documentElement: { lang: 'zh' } };
    // Another origin than the server's, else the client drops it and asks for bare paths.
    globalThis.location ||= { href: 'http://reader.invalid/', origin: 'http://reader.invalid' };
    const client = await import(copy);
    await client.options({ basePath: base, baseUrl: '/' });
    await client.init();
    return client;
  };
  const client = await fresh();
  const search = async (q, most) => {
    const found = await client.search(q);
    const rows = await Promise.all((found ? found.results : []).slice(0, most).map((result) => result.data()));
    return rows.map((row) => row.raw_url ? row.raw_url.slice(1) : row.url.slice(1));
  };
  engines.push({
    name: 'Pagefind ' + JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'node_modules/pagefind/package.json'))).version,
    build: seconds.toFixed(1) + ' s',
    async first(q) {
      const own = await fresh();
      const found = await own.search(q);
      await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
      return [bytes, requests];
    },
    search: (q) => search(q, 10),
    all: (q) => search(q, Infinity),
    close: () => { server.close(); fs.rmSync(folder, { recursive: true }); },
  });
}

// ---- The table

const kinds = [...new Set(queries.map((query) => query.kind))];
const table = [['engine', 'build', 'first query KB', 'requests', 'recall', 'nothing', 'nDCG@10', ...kinds]];
for (const engine of engines) {
  const figures = await measure(engine);
  const firsts = [];
  for (const query of queries.filter((query) => /word|phrase/.test(query.kind)).slice(0, 10)) firsts.push(await engine.first(query.q));
  const middle = (at) => firsts.map((first) => first[at]).sort((a, b) => a - b)[firsts.length >> 1];
  table.push([engine.name, engine.build, (middle(0) / 1000).toFixed(1), middle(1), figures.recall.toFixed(2),
    (100 * figures.nothing).toFixed(0) + ' %', figures.all.toFixed(3), ...kinds.map((kind) => figures.mean(figures.kinds[kind]).toFixed(2))]);
  if (engine.close) engine.close();
}
console.log(`${rows.length} records, ${queries.length} queries`);
table.splice(1, 0, table[0].map(() => '---'));
for (const line of table) console.log('| ' + line.join(' | ') + ' |');
