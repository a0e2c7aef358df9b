// The query engine: what a reader may mean, and which provisions answer it. It asks a
// source for postings and rows and does not know how they arrive, so that both kinds of
// index answer alike. No DOM here. Folding is the twin of src/search/terms.rs.
(function () {
  'use strict';
  var api = window.gangmu = window.gangmu || {};

  // ---- Folding

  function unit(c) {
    if (c > 0xff00 && c < 0xff5f) c -= 0xfee0;
    if (c > 64 && c < 91) return c + 32;
    return c > 47 && c < 58 || c > 96 && c < 123 || c > 0xbf && c < 0x250 && c != 0xd7 && c != 0xf7 ||
      c > 0x36f && c < 0x2000 || c == 0x3005 || c == 0x3007 || c > 0x3040 && c < 0x30fb ||
      c > 0x33ff && c < 0xe000 || c > 0xf8ff && c < 0xfb00 ? c : 32;
  }

  // `places`, where given, receives where each folded unit stands in the text.
  function fold(text, places) {
    var out = '', codes = [], last = 32;
    for (var i = 0; i <= text.length; i++) {
      var c = i < text.length ? unit(text.charCodeAt(i)) : 32;
      if (c != 32 || last != 32) {
        codes.push(c);
        if (places) places.push(i);
      }
      last = c;
    }
    for (i = 0; i < codes.length; i += 4096) out += String.fromCharCode.apply(null, codes.slice(i, i + 4096));
    return out;
  }

  function pairs(text) {
    var out = [];
    for (var i = 0; i + 1 < text.length; i++) if (text[i] != ' ') out.push(text.substr(i, 2));
    return out;
  }

  // ---- Numbers

  var NUMERAL = '[0-9]{1,5}|[〇零○一二两三四五六七八九十百千廿卅]{1,9}';

  function numeral(text) {
    if (/^\d/.test(text)) return +text;
    text = text.replace(/[零○]/g, '〇').replace(/两/g, '二').replace(/廿/g, '二十').replace(/卅/g, '三十');
    var sum = 0, digit = 0, grouped = /[十百千]/.test(text);
    for (var i = 0; i < text.length; i++) {
      var at = '〇一二三四五六七八九'.indexOf(text[i]);
      if (at >= 0) digit = grouped ? at : digit * 10 + at;
      else {
        sum += (digit || 1) * { '十': 10, '百': 100, '千': 1000 }[text[i]];
        digit = 0;
      }
    }
    return sum + digit;
  }

  // 第14条, 14条, 三十问, 江苏 第7条, 方案16, 50问第36题, 第一百二十条之一, 第三章, and behind them 第二款第（三）项.
  var NUMBERED = RegExp('^(.*?)([第(]?)\\s*(' + NUMERAL +
    ')\\s*(\\)|[条條问問题題项項点點款编章节節、.]|个?(?:部分|措施|举措)|)(?:之(' + NUMERAL + ')|)((?:\\s*第?\\(?(?:' + NUMERAL + ')\\)?[款项項点點目])*)$');

  function parseNumber(q) {
    var wide = q.replace(/[！-～]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 0xfee0); });
    var found = NUMBERED.exec(wide.trim()), number = found && numeral(found[3]);
    if (!number) return null;
    var mark = found[4], name = found[1].replace(/[《》\s]/g, ''), path = found[6].match(RegExp(NUMERAL, 'g'));
    if (/^[问問题題条條]$/.test(name)) {
      mark = name;
      name = '';
    }
    path = path ? path.map(numeral) : [];
    // An item whose paragraph is not said stands in any.
    if (path.length && !/^[^项項点點目]*款/.test(found[6])) path.unshift(0);
    // 十二 is a number; in 三个代表 or 两个一百 the numeral only ends the words.
    return {
      name: name,
      key: '#' + (/[编章部节節]/.test(mark) ? mark[0].replace('節', '节') : '') + number + (found[5] ? '-' + numeral(found[5]) : ''),
      kind: /[问問题題]/.test(mark) ? 'q' : found[2] == '(' || mark == ')' ? 'b' : /[条條]/.test(mark) ? 'a' : '',
      path: path
    };
  }

  // The address of a row, or of the paragraph in it that a path means: [2] or [2, 3] for the third item.
  api.address = function (row, path) {
    var paragraph = 0, item = 0, found = '';
    if (path && path.length) row.text.split('\n').forEach(function (line) {
      var mark = /^[(（]?(\d+|[一二三四五六七八九十]+)[)）.．、]/.exec(line);
      if (mark && numeral(mark[1]) == item + 1) item++;
      else {
        paragraph++;
        item = 0;
      }
      if (!found && paragraph && (!path[0] || path[0] == paragraph) && item == (path[1] || 0)) found = '#' + row.local + '.' + paragraph + (item ? '.' + item : '');
    });
    return found ? row.url.split('#')[0] + found : row.url;
  };

  // ---- Sets: ids rising, each with a score

  function both(a, b) {
    var out = { ids: [], scores: [] };
    for (var i = 0, j = 0; i < a.ids.length && j < b.ids.length;) {
      if (a.ids[i] < b.ids[j]) i++;
      else if (a.ids[i] > b.ids[j]) j++;
      else {
        out.ids.push(a.ids[i]);
        out.scores.push(a.scores[i++] + b.scores[j++]);
      }
    }
    return out;
  }

  function either(sets, add) {
    var all = new Map();
    sets.forEach(function (set) {
      set.ids.forEach(function (id, i) {
        var old = all.get(id) || 0;
        all.set(id, add ? old + set.scores[i] : Math.max(old, set.scores[i]));
      });
    });
    var ids = Array.from(all.keys()).sort(function (x, y) { return x - y; });
    return { ids: ids, scores: ids.map(function (id) { return all.get(id); }) };
  }

  // Best first; among equals the order of the corpus, so that neighbours come together.
  function ranked(set) {
    return set.ids.map(function (id, i) { return { id: id, score: set.scores[i] }; })
      .sort(function (a, b) { return b.score - a.score || a.id - b.id; });
  }

  api.fold = fold;
  api.pairs = pairs;
  api.numeral = numeral;
  api.both = both;
  api.ranked = ranked;
  api.either = either;
  api.parseNumber = parseNumber;

  // `涨工资 加薪=工资 薪酬` on each line: what is said, what is meant.
  api.groups = function (text) {
    return text.split('\n').filter(Boolean).map(function (line) {
      return line.split('=').map(function (words) { return words.split(' '); });
    });
  };

  // Indices of the documents that a name means: exactly, else by a part of it.
  api.named = function (docs, name) {
    var exact = [], part = [], loose = name.replace(/[0-9]+年?/g, '');
    docs.forEach(function (doc, index) {
      var names = doc.names;
      if (names.indexOf(name) >= 0) exact.push(index);
      else if (name.length > 1 && names.some(function (one) { return one.indexOf(name) >= 0; })) part.push(index);
      else if (loose.length > 1 && loose != name && names.indexOf(loose) >= 0) part.push(index);
      // 江苏方案 for a longer title that holds its characters in order.
      else if (name.length > 2 && name.length < 20 && names.some(function (one) { return RegExp(name.split('').join('.*')).test(one); })) part.push(index);
    });
    return exact.length ? exact : part;
  };

  // ---- Files that come when they are needed, as scripts, since file:// knows no fetch

  var base = document.currentScript ? document.currentScript.src.replace(/[^\/]*$/, '') : '', waiting = {}, parts = {};

  api.base = base;
  api.part = function (name, data) {
    parts[name] = data;
  };

  api.load = function (path) {
    return waiting[path] || (waiting[path] = new Promise(function (done, failed) {
      var script = document.createElement('script');
      script.src = base + path;
      script.onload = function () {
        var name = /([^\/]*)\.js$/.exec(path)[1];
        done(name in parts ? parts[name] : parts[name.split('-')[1]]);
      };
      script.onerror = function () {
        delete waiting[path];
        failed(Error(path));
      };
      document.head.appendChild(script);
    }));
  };

  // ---- Reading what src/search/coder.rs wrote. All numbers stay below 2^53, where a double is exact.

  api.wire = function (data) {
    var bytes = atob(data), at = 0, low = 0, high = 4294967295, value = 0, kinds = new Uint16Array(4096).fill(32768);

    function shift() {
      value = value % 16777216 * 256 + (at < bytes.length ? bytes.charCodeAt(at) : 0);
      at++;
    }
    shift(); shift(); shift(); shift();

    function bit(chance) {
      var middle = low + Math.floor((high - low) * chance / 65536), one = value <= middle ? 1 : 0;
      if (one) high = middle; else low = middle + 1;
      while ((low ^ high) >>> 24 == 0) {
        low = low % 16777216 * 256;
        high = high % 16777216 * 256 + 255;
        shift();
      }
      return one;
    }

    function step(slot) {
      var chance = kinds[slot], one = bit(Math.min(Math.max(chance, 64), 65472));
      if (slot != 63) kinds[slot] = one ? chance + (65535 - chance >> 4) : chance - (chance >> 4);
      return one;
    }

    function number(kind) {
      var length = 0, out = 1, top = kind * 64;
      while (length < 31 && step(top + length)) length++;
      for (var s = length - 1; s >= 0; s--) out = out * 2 + step(s + 1 == length ? top + 32 + length : 63);
      return out - 1;
    }
    return { bit: bit, number: number };
  };

  // Rows of a stream that src/search/inline.rs made; `docs` in their order, with how many each has.
  api.readRows = function (stream, docs) {
    var rows = [], at = 0;
    docs.forEach(function (doc) {
      var number = 0, part = 0;
      for (var left = doc.count; left--;) {
        var end = stream.indexOf('\x04', at), fields = stream.slice(at, end).split(/([\x01\x02\x03\x05\x06])/);
        at = end + 1;
        var row = { doc: doc.index, local: fields[0], label: null, title: '', text: '', printed: [] };
        for (var i = 1; i < fields.length; i += 2) {
          var value = fields[i + 1];
          if (fields[i] == '\x01') row.label = value;
          else if (fields[i] == '\x02') row.title = value;
          else if (fields[i] == '\x03') row.text = value;
          else if (fields[i] == '\x05') part = +value;
          else row.printed.push(value);
        }
        if (!row.local) row.local = String(number + 1);
        if (/^\d+$/.test(row.local)) number = +row.local;
        if (row.label === null) row.label = /^\d+$/.test(row.local) ? doc.form.replace('#', number) : '';
        row.url = doc.folder + doc.id + (part ? (part > 1 ? '-part' + part : '') + '.html#' + row.local : '-' + row.local + '.html');
        row.folded = fold(row.title + '\n' + [row.text].concat(row.printed).join('\n'));
        rows.push(row);
      }
    });
    return rows;
  };

  // A query for an address, whatever it holds: half a character has no code.
  api.encode = function (q) {
    try { return encodeURIComponent(q); } catch (e) { return encodeURIComponent(q.replace(/[\ud800-\udfff]/g, '')); }
  };

  api.start = function (source) {
    var engine = api.engine(source);
    api.search = engine.search;
    if (api.page) api.page(engine);
  };

  // ---- The engine over one source

  api.engine = function (source) {
    var guess = null;

    async function postings(keys) {
      var lists = await source.lists(Array.from(new Set(keys)));
      return keys.map(function (key) { return lists[key] || { ids: [], scores: [] }; });
    }

    // Two pairs that are likely rare and do not overlap come first, others only while many
    // rows are left; so a long phrase costs few files. Pairs that a large part of the
    // corpus holds are left to the reading of the text, where there are others.
    async function phrase(word) {
      if (word.length < 2) return (await postings([word]))[0];
      var all = pairs(word).map(function (pair, i) { return { pair: pair, at: i, cost: source.cost(pair) }; })
        .sort(function (a, b) { return a.cost - b.cost || a.at - b.at; });
      var apart = all.findIndex(function (one) { return Math.abs(one.at - all[0].at) > 1; });
      if (apart > 1) all.splice(1, 0, all.splice(apart, 1)[0]);
      var rare = all.filter(function (one) { return one.cost < 999; }), set = null;
      if (rare.length) all = rare;
      for (var used = 0; used < all.length && used < 12 && (!set || set.ids.length > 8); used += 2) {
        set = (await postings(all.slice(used, used + 2).map(function (one) { return one.pair; }))).reduce(function (a, b) { return a ? both(a, b) : b; }, set);
      }
      used = Math.min(used, all.length);
      return { ids: set.ids, scores: set.scores.map(function (score) { return Math.round(score * 3 / used); }) };
    }

    // Among equals the documents that have most of them come first: they say most about it,
    // and their rows stand in few files.
    function dense(list) {
      var counts = new Map();
      list.forEach(function (hit) {
        hit.of = source.docOf(hit.id) * 64 + Math.round(hit.score * 4);
        counts.set(hit.of, (counts.get(hit.of) || 0) + 1);
      });
      return list.sort(function (a, b) { return b.score - a.score || counts.get(b.of) - counts.get(a.of) || a.id - b.id; });
    }

    // Reads down a ranked list until `want` rows pass.
    async function sift(list, test, want) {
      var out = [], at = 0;
      while (out.length < want && at < list.length) {
        var part = list.slice(at, at + want - out.length);
        var rows = await source.rows(part.map(function (hit) { return hit.id; }));
        part.forEach(function (hit, i) { if (test(rows[i].folded)) out.push(hit); });
        at += part.length;
      }
      return out;
    }

    // Rows that hold every word in one of its forms.
    async function exact(words, want) {
      var set = null, long = false;
      for (var i = 0; i < words.length; i++) {
        var forms = [];
        for (var j = 0; j < words[i].length; j++) {
          forms.push(await phrase(words[i][j]));
          if (words[i][j].length > 2) long = true;
        }
        var union = forms.length > 1 ? either(forms) : forms[0];
        set = set ? both(set, union) : union;
        if (!set.ids.length) return { hits: [], total: 0 };
      }
      var list = dense(ranked(set));
      if (!long) return { hits: list.slice(0, want), total: list.length };
      var hits = await sift(list, function (text) {
        return words.every(function (forms) {
          return forms.some(function (form) { return text.indexOf(form) >= 0; });
        });
      }, want);
      return { hits: hits, total: hits.length < want ? hits.length : list.length };
    }

    // ---- Putting it together

    async function simplify(q) {
      var decoder;
      try { decoder = new TextDecoder('gbk'); } catch (e) { return q; }
      if (!simplify.known) {
        var bytes = [];
        for (var row = 176; row < 248; row++) for (var cell = 161; cell < 255; cell++) bytes.push(row, cell);
        simplify.known = decoder.decode(new Uint8Array(bytes));
      }
      if (!/[㐀-鿿]/.test(q) || !q.split('').some(function (c) { return /[㐀-鿿]/.test(c) && simplify.known.indexOf(c) < 0; })) return q;
      var table = await source.traditional();
      return q.replace(/[㐀-鿿]/g, function (c) {
        var at = table.indexOf(c);
        return at >= 0 && at % 2 == 0 ? table[at + 1] : c;
      });
    }

    async function guessing() {
      await source.guess();
      return guess || (guess = api.guess(source, postings, exact));
    }

    // Documents by their name: as it is, with 五十 for 50, or by its sound.
    async function namedBy(name) {
      name = fold(name).replace(/ /g, '');
      var docs = await source.named(name, false), i;
      if (!docs.length && RegExp(NUMERAL).test(name)) docs = await source.named(name.replace(RegExp(NUMERAL, 'g'), numeral), false);
      if (!docs.length && /^[a-z]{4}/.test(name)) {
        var texts = await (await guessing()).heard(name, 1);
        for (i = 0; i < texts.length && i < 6 && !docs.length; i++) docs = await source.named(texts[i].text, false);
      }
      return docs;
    }

    // Provisions that a number means; `rest` are other words typed with it.
    async function numbered(q, rest) {
      var asked = parseNumber(q), docs = null, words = [], i, found;
      // 50问 is a name where other words stand by it.
      if (!asked || rest && (!asked.kind || (await source.named(fold(q).trim(), true)).length)) return null;
      if (asked.name) {
        docs = await namedBy(asked.name);
        if (!docs.length) return null;
      }
      for (i = 0; rest && i < rest.length; i++) {
        found = await source.named(fold(rest[i]).replace(/ /g, ''), true);
        if (!docs && found.length) docs = found;
        else words.push([fold(rest[i]).trim()]);
      }
      var list = (await postings([asked.key]))[0].ids.map(function (id) {
        var doc = source.docOf(id);
        return { id: id, rank: docs ? docs.indexOf(doc) : 0, other: asked.kind && asked.kind != source.docs[doc].kind ? 1 : 0 };
      }).filter(function (hit) { return hit.rank >= 0; });
      if (!list.length) return null;
      if (words.length) {
        var held = new Set((await exact(words, 1000)).hits.map(function (hit) { return hit.id; }));
        list.forEach(function (hit) { if (!held.has(hit.id)) hit.other += 2; });
      }
      list.sort(function (a, b) { return a.other - b.other || a.rank - b.rank || a.id - b.id; });
      return { hits: list, path: asked.path, sure: asked.kind || asked.name };
    }

    // The whole query as a number, with blanks or without, or some words of it in a row.
    async function numberIn(q) {
      var parts = q.trim().split(/\s+/), size, at, found = await numbered(q) || await numbered(parts.join(''));
      for (size = parts.length - 1; size > 0 && !found && parts.length < 9; size--) {
        for (at = 0; at + size <= parts.length && !found; at++) {
          found = await numbered(parts.slice(at, at + size).join(' '), parts.slice(0, at).concat(parts.slice(at + size)));
        }
      }
      return found;
    }

    // Where one word names a document: the provisions in it that hold the others.
    async function inside(forms) {
      var out = [];
      for (var i = 0; forms.length > 1 && i < forms.length; i++) {
        var docs = await source.named(forms[i][0].replace(/ /g, ''), source.docs.length > 200);
        if (!docs.length) continue;
        var got = await exact(forms.slice(0, i).concat(forms.slice(i + 1)), 1000);
        out = out.concat(got.hits.filter(function (hit) { return docs.indexOf(source.docOf(hit.id)) >= 0; }));
      }
      return out;
    }

    // Finds at least `want` rows where there are so many. `terms` are the words to mark,
    // `said` is what was searched where that is not what was typed.
    async function find(q, want) {
      var out = { hits: [], total: 0, near: 0, terms: [], said: '', tried: [], path: [] }, ids = new Set();
      function take(hits, isNear) {
        hits.forEach(function (hit) {
          if (ids.has(hit.id)) return;
          ids.add(hit.id);
          out.hits.push({ id: hit.id, near: !!isNear, jump: hit.jump });
          if (isNear) out.near++;
        });
      }
      await source.ready();
      q = await simplify(q.slice(0, 600).normalize('NFC'));
      var spoken = fold(q).trim(), latin = /[a-z]/.test(spoken);
      var words = q.split(/\s+/).map(function (word) { return fold(word).trim(); }).filter(Boolean);
      if (!words.length) return out;
      var number = await numberIn(q);
      if (number) {
        number.hits.forEach(function (hit, i) { hit.jump = !i; });
        take(number.hits);
        out.total = ids.size;
        out.path = number.path;
        if (number.sure && want < Infinity) return out;
      }
      var groups = await source.synonyms();
      var forms = words.map(function (word) {
        return groups.reduce(function (all, group) { return group.indexOf(word) < 0 ? all : group; }, [word]);
      });
      out.terms = [].concat.apply([], forms);
      if (!number) take(await inside(forms));
      var got = await exact(forms, want);
      take(got.hits);
      out.total = Math.max(out.total + (number ? got.hits.length : got.total), ids.size);
      // Law texts hold 如何 and 的 too; only what is asked aloud wants more than its own words.
      var asks = /请问|怎[么样]|为什么|为啥|什么人|能不能|有没有|是不是|可不可以|多少|啥|哪里|哪儿|[吗呢么]$/.test(spoken);
      if (ids.size && !asks && !(words.length > 1 && ids.size < 5)) return out;
      return (await guessing()).find({ out: out, take: take, ids: ids, spoken: spoken, words: words, want: want, asks: asks, latin: latin, inside: inside });
    }

    // For other programs and for tests: every match with `full`, else the best few.
    async function search(q, options) {
      var limit = Math.max(options && +options.limit || 10, 1), full = options && options.full;
      var found = await find(q === null || typeof q == 'object' ? '' : String(q), full ? Infinity : limit);
      var hits = found.hits.filter(function (hit) { return !full || !hit.near || found.near == found.hits.length; });
      if (!full || options.limit) hits = hits.slice(0, limit);
      var rows = await source.rows(hits.map(function (hit) { return hit.id; }));
      return rows.map(function (row) {
        var doc = source.docs[row.doc];
        return { url: api.address(row, found.path), document: doc.short, number: row.label, title: row.title, excerpt: api.excerpt(row, found.terms).text };
      });
    }

    return { find: find, search: search, source: source };
  };

  // Where folded words stand in a text: [start, end] of each, in order, none inside another.
  api.marks = function (text, terms) {
    var places = [], folded = fold(text, places), taken = [], i;
    terms = terms.filter(function (term) { return term.trim(); }).sort(function (a, b) { return b.length - a.length; });
    terms.forEach(function (term) {
      for (var at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + 1)) {
        for (i = at; i < at + term.length; i++) taken[i] = true;
      }
    });
    var out = [];
    for (i = 0; i < folded.length; i++) {
      if (!taken[i] || folded[i] == ' ') continue;
      var start = i;
      while (taken[i + 1] && folded[i + 1] != ' ') i++;
      out.push([places[start], places[i] + 1]);
    }
    return out;
  };

  // The stretch of a row's text that says most about the words, and the marks in it.
  api.excerpt = function (row, terms) {
    var text = row.text.replace(/\s+/g, ' '), marks = api.marks(text, terms), best = 0, most = -1;
    if (!marks.length && row.printed.length) {
      var printed = row.printed.find(function (clause) { return api.marks(clause, terms).length; });
      if (printed) {
        text = printed;
        marks = api.marks(text, terms);
      }
    }
    marks.forEach(function (mark) {
      var sum = 0;
      marks.forEach(function (other) { if (other[0] >= mark[0] && other[1] <= mark[0] + 60) sum += other[1] - other[0]; });
      if (sum > most) {
        most = sum;
        best = mark[0];
      }
    });
    var stop = Math.max.apply(null, '。；，！？'.split('').map(function (c) { return text.lastIndexOf(c, best - 1); }));
    var start = best - stop < 30 ? stop + 1 : Math.max(best - 20, 0), end = Math.min(text.length, start + 90);
    return {
      text: (start ? '…' : '') + text.slice(start, end) + (end < text.length ? '…' : ''),
      marks: marks.filter(function (mark) { return mark[0] >= start && mark[1] <= end; }).map(function (mark) {
        return [mark[0] - start + (start ? 1 : 0), mark[1] - start + (start ? 1 : 0)];
      })
    };
  };
})();
