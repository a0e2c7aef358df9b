// The whole text in one script. Reads what src/search/inline.rs wrote, number for number,
// and makes postings from it when they are first asked for.
(function () {
  'use strict';
  var api = window.gangmu;

  function decode(data) {
    var wire = api.wire(data), bit = wire.bit, number = wire.number;
    var alphabet = [], before = 0, size = number(0), i;
    for (i = 0; i < size; i++) {
      if (!(i + 1 & i)) before = 0;
      before += number(32 - Math.clz32(i + 1));
      alphabet.push(before);
    }

    var length = number(0), bits = 16;
    while (bits < 22 && length * 16 > 1 << bits) bits++;
    var HALF = 704, squash = new Float64Array(2 * HALF + 1), stretch = new Float64Array(4096), power = 1, up = 0;
    for (i = 0; i <= HALF; i++) {
      squash[HALF + i] = power / (1 + power);
      squash[HALF - i] = 1 / (1 + power);
      power *= 1.015747708586686;
    }
    for (i = 0; i < 4096; i++) {
      while (squash[up] < (i + 0.5) / 4096) up++;
      stretch[i] = (up - HALF) / 64;
    }
    var rates = [], trust = [];
    for (i = 0; i < 17; i++) {
      rates.push(Math.floor(65536 / (i + 1.3)));
      trust.push(i / (i + 0.6));
    }
    var chances = new Uint16Array(4 << bits).fill(16384), counts = new Uint8Array(4 << bits);
    var weights = [], follow = new Uint16Array(16).fill(24576), seen = new Int32Array(262144);
    for (i = 0; i < 64; i++) weights.push([0.15, 0.15, 0.15, 0.15, 0.2, 0]);
    var symbols = new Int32Array(length), past = 0, copy = 0, held = 0, missed = 0, contexts = [0, 0, 0, 0], x = [0, 0, 0, 0, 0, 0.3], slots = [0, 0, 0, 0];

    function learn(chance, one, rate) {
      return chance + (((one ? 32767 : 0) - chance) * rate >> 16);
    }

    // `expected` is the bit that the followed passage says, or -1.
    function predict(node, expected) {
      var top = 0, k, sum = 0, mixed = Math.imul(node, 0x85EBCA6B);
      for (k = 0; k < 4; k++) {
        var slot = k << bits | Math.imul(contexts[k] + mixed | 0, 0xC2B2AE35) >>> 32 - bits, count = counts[slot];
        x[k] = stretch[chances[slot] >> 3] * trust[count];
        if (count > 1) top = k;
        slots[k] = slot;
      }
      var run = Math.min(held, 15);
      x[4] = expected < 0 ? 0 : expected ? stretch[follow[run] >> 3] : -stretch[follow[run] >> 3];
      var w = weights[top * 4 + (expected < 0 ? 0 : held < 5 ? 1 : held < 12 ? 2 : 3)];
      var v = weights[node < 16 ? 16 + node : 32 + (node >> 16)];
      for (k = 0; k < 6; k++) sum += (w[k] + v[k]) * x[k];
      var chance = Math.floor(squash[Math.min(Math.max(Math.floor(sum * 64 + HALF + 0.5), 0), 2 * HALF)] * 65536);
      chance = Math.min(Math.max(chance, 16), 65520);
      var one = bit(chance), error = (one - chance / 65536) * 0.004;
      for (k = 0; k < 6; k++) {
        w[k] += error * x[k];
        v[k] += error * x[k];
      }
      for (k = 0; k < 4; k++) {
        slot = slots[k];
        count = counts[slot];
        chances[slot] = learn(chances[slot], one, rates[count]);
        if (count < 16) counts[slot] = count + 1;
      }
      if (expected >= 0) follow[run] = learn(follow[run], expected == one, 1024);
      return one;
    }

    var out = [];
    while (past < length) {
      var hash = 0, k, s;
      for (k = 0; k < 4; k++) {
        contexts[k] = hash;
        hash = Math.imul(hash + (past > k ? symbols[past - 1 - k] + 1 : 0) + k + 1 | 0, 0x9E3779B1);
        hash ^= hash >>> 15;
      }
      var guess = held ? symbols[copy] + 1 : 0, node = 1, expected, one;
      for (s = 3; s >= 0; s--) {
        expected = guess ? 31 - Math.clz32(guess) >> s & 1 : -1;
        one = predict(node, expected);
        if (expected != one) guess = 0;
        node = node << 1 | one;
      }
      var prefix = 1;
      for (s = node - 17; s >= 0; s--) {
        expected = guess ? guess >> s & 1 : -1;
        one = predict(node - 15 << 16 | prefix, expected);
        if (expected != one) guess = 0;
        prefix = prefix << 1 | one;
      }
      var symbol = prefix - 1, follows = held && symbols[copy] == symbol;
      out.push(String.fromCharCode(alphabet[symbol]));
      symbols[past++] = symbol;
      if (follows) {
        held++;
        copy++;
      } else if (held) {
        copy++;
        held = ++missed < 9 ? 1 : 0;
      }
      if (follows && held > 15) missed = 0;
      if (past < 3) continue;
      var key = 0;
      for (k = past - 3; k < past; k++) key = Math.imul(key + symbols[k] + 1 | 0, 0x9E3779B1) ^ key >>> 13;
      key = key >>> 14;
      var earlier = seen[key];
      if (held < 2 && earlier) {
        var same = 0;
        while (same < earlier && same < 32 && symbols[earlier - 1 - same] == symbols[past - 1 - same]) same++;
        if (same > 2) {
          held = same - 2;
          missed = 0;
          copy = earlier;
        }
      }
      seen[key] = past;
    }
    return out.join('');
  }

  // The same terms as Record::number_keys.
  function numberKeys(row) {
    var plain = row.local.split('-r')[0], found;
    if (/^\d/.test(plain)) return ['#' + plain];
    found = /^[第（(]*(\d+|[〇零一二两三四五六七八九十百千廿卅]+)([部编章节）)])/.exec(row.label);
    if (!found) return [];
    return ['#' + (/[）)]/.test(found[2]) ? '(' : found[2]) + api.numeral(found[1])];
  }

  // The same levels as postings::level.
  function level(row, count, inTitle, size) {
    if (!row.text) return 0;
    if (inTitle) return 3;
    var weight = count * 400;
    return weight < size + 200 ? 0 : weight < 2 * (size + 200) ? 1 : 2;
  }

  api.inline = function (data) {
    var text = decode(data), end = text.lastIndexOf('\x04'), meta = JSON.parse(text.slice(end + 1));
    var rows = null, lists = null, neighbours = null, costs = new Map(), FILE = 1280, BIG = 2000;
    var docs = meta.docs.map(function (doc, index) {
      return { index: index, id: doc[0], folder: doc[1], short: doc[2], title: doc[3], names: doc[4], kind: doc[5], form: doc[6], count: doc[7] };
    });

    function load() {
      if (rows) return;
      rows = api.readRows(text, docs);
      source.count = rows.length;
      text = null;
      lists = new Map();
      function add(key, id, score) {
        var list = lists.get(key);
        if (!list) lists.set(key, list = { ids: [], scores: [] });
        list.ids.push(id);
        list.scores.push(score);
      }
      rows.forEach(function (row, id) {
        var counts = new Map(), title = api.pairs(api.fold(row.title)), at = 0;
        api.pairs(row.folded).forEach(function (pair) { counts.set(pair, (counts.get(pair) || 0) + 1); });
        title = new Set(title);
        counts.forEach(function (count, pair) { add(pair, id, level(row, count, title.has(pair), row.folded.length)); });
        numberKeys(row).forEach(function (key) { add(key, id, 0); });
      });
      // In how many files the pairs of each character would stand, as in Layout::of.
      lists.forEach(function (list, pair) {
        if (pair.length == 2 && list.ids.length <= BIG) costs.set(pair[0], (costs.get(pair[0]) || 0) + 2 + (list.ids.length * 5 >> 2));
      });
      costs.forEach(function (size, first) { costs.set(first, size > FILE * 3 / 4 ? Math.ceil(size / FILE) : 1); });
    }

    // The same lists as shards::neighbours.
    function follow(letters) {
      neighbours = new Map();
      lists.forEach(function (list, pair) {
        if (/[ #\ud800-\udfff]/.test(pair) || list.ids.length < (rows.length > 5000 ? 3 : 1)) return;
        letters(pair[0]).forEach(function (from) {
          letters(pair[1]).forEach(function (to) {
            var group = neighbours.get(from + to) || new Map(), next = group.get(pair[0]) || [];
            neighbours.set(from + to, group.set(pair[0], next));
            next.push([pair[1], 1 << 31 - Math.clz32(list.ids.length)]);
          });
        });
      });
    }

    function list(key) {
      if (key.length > 1) return lists.get(key);
      var sets = [];
      lists.forEach(function (set, pair) { if (pair[0] == key) sets.push(set); });
      return api.either(sets);
    }

    var source = {
      docs: docs,
      count: 0,
      base: api.base,
      ready: async function () { load(); },
      lists: async function (keys) {
        var out = {};
        keys.forEach(function (key) { out[key] = list(key); });
        return out;
      },
      rows: async function (ids) { return ids.map(function (id) { return rows[id]; }); },
      docOf: function (id) { return rows[id] ? rows[id].doc : -1; },
      after: async function (key, letters) {
        if (!neighbours) follow(letters);
        return neighbours.get(key) || new Map();
      },
      sounds: async function () { return meta.sounds; },
      words: async function () { return api.groups(meta.words); },
      synonyms: async function () { return meta.synonyms.map(function (group) { return group.map(function (word) { return api.fold(word).trim(); }); }); },
      traditional: function () { return api.load(meta.traditional); },
      guess: async function () {},
      cost: function (pair) { return lists.has(pair) && lists.get(pair).ids.length > BIG ? 999 : costs.get(pair[0]) || 1; },
      named: async function (name) { return api.named(docs, name); }
    };
    api.start(source);
  };

  api.decode = decode;
})();
