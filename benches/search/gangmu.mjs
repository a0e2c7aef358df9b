// A built site's search, its scripts run as a page would run them, with what they fetch counted.
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';

export const size = (bytes) => gzipSync(bytes, { level: 6 }).length;

// Files of one site are read once, however often it is opened afresh.
const files = new Map();

function read(file) {
  if (!files.has(file)) {
    const bytes = fs.readFileSync(file);
    files.set(file, [bytes.toString(), size(bytes)]);
  }
  return files.get(file);
}

export function gangmu(site) {
  const names = fs.readdirSync(site);
  const named = (form) => names.find((name) => form.test(name));
  const got = { bytes: 0, requests: 0, source: null };
  const context = vm.createContext({ TextDecoder, atob, URL, setTimeout, clearTimeout, console });
  context.window = context;
  const load = (name, change = (text) => text) => {
    const [text, bytes] = read(path.join(site, name));
    got.bytes += bytes;
    got.requests += 1;
    vm.runInContext(change(text), context);
  };
  context.document = {
    currentScript: null,
    getElementById: () => null,
    createElement: () => ({}),
    head: { appendChild: (script) => setTimeout(() => { load(script.src); script.onload(); }, 0) },
  };
  // Lets the bench see the rows; the page has no need of it.
  context.__start = (source) => { got.source = source; };
  const text = named(/^search-text-[0-9a-f]{12}\.js$/);
  if (text) load(text);
  load(named(/^search-[0-9a-f]{12}\.js$/), (script) => script.replace(/(\w+\.start=function\((\w+)\)\{)/, '$1__start($2);'));
  got.fold = context.gangmu.fold;
  got.search = (q, options) => context.gangmu.search(q, options);
  return got;
}

// Numbers from a fixed seed, below a bound.
export function chance(seed) {
  return (below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor(seed / 2147483648 * below);
  };
}
