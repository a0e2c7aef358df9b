// Many small files, of which a query fetches a few. The twin of src/search/shards.rs.
(function () {
  'use strict';
  var api = window.gangmu;

  function spread(unit, files) {
    return (unit * 40503 >>> 4) % files;
  }

  // Text, pair by pair, as in postings::encode.
  function readLists(data, count) {
    var number = api.wire(data).number, lists = new Map(), first = 0, second = 0;
    for (var left = number(0); left--;) {
      var step = number(1);
      first += step;
      second = number(2) + (step ? 0 : second);
      var size = number(3), kind = 8 + 31 - Math.clz32(Math.max(Math.floor(count / Math.max(size, 1)), 1));
      var ids = [], scores = [], next = 0;
      for (var i = 0; i < size; i++) {
        var id = next + number(kind);
        ids.push(id);
        scores.push(number(4));
        next = id + 1;
      }
      lists.set(String.fromCharCode(first, second), { ids: ids, scores: scores });
    }
    return lists;
  }

  // A number's term as a pair that no text can hold, as in postings::number_pair.
  function numberPair(key) {
    var found = /^#([(部编章节]?)(\d+)(?:-(\d+))?$/.exec(key);
    if (!found || found[2] >= 8000 || found[3] > 7) return '';
    return found[3] ? '-' + String.fromCharCode(found[2] * 8 + +found[3]) :
      '#' + String.fromCharCode((found[1] ? '(部编章节'.indexOf(found[1]) + 1 : 0) * 8000 + +found[2]);
  }

  api.sharded = function (meta, directory) {
    var number = api.wire(directory).number, docs = [], chunks = [], heavy = new Map(), big = new Map(), lists = new Map(), rows = new Map();
    var count = number(0), i, at = 0, first = 0;
    for (i = number(0); i--;) {
      docs.push({ index: docs.length, first: at, count: number(1), kind: 'abq'[number(2)], short: '' });
      at += docs[docs.length - 1].count;
    }
    at = 0;
    for (i = number(0); i--;) {
      chunks.push(at);
      at += 1 << number(3);
    }
    var buckets = number(0), file = buckets;
    for (i = number(0); i--;) {
      first += number(4);
      var files = number(5);
      heavy.set(String.fromCharCode(first), [file, files]);
      file += files;
    }
    first = 0;
    for (i = number(0); i--;) {
      first += number(6);
      big.set(String.fromCharCode(first, number(7)), file++);
    }

    function load(name) {
      return api.load(meta.folder + '/' + name + '.js');
    }

    // The last of the sorted starts that is not past `id`.
    function before(starts, id, of) {
      var low = 0, high = starts.length;
      while (high - low > 1) {
        var middle = low + high >> 1;
        if (of(starts[middle]) <= id) low = middle; else high = middle;
      }
      return low;
    }

    function filesOf(pair) {
      if (big.has(pair)) return [big.get(pair)];
      var own = heavy.get(pair[0]), out = [];
      if (!own) return [spread(pair.charCodeAt(0), buckets)];
      if (pair.length > 1) return [own[0] + spread(pair.charCodeAt(1), own[1])];
      for (var i = 0; i < own[1]; i++) out.push(own[0] + i);
      big.forEach(function (file, other) { if (other[0] == pair) out.push(file); });
      return out;
    }

    async function postings(file) {
      if (!lists.has(file)) lists.set(file, load('p' + file).then(function (data) { return readLists(data, count); }));
      return lists.get(file);
    }

    async function list(key) {
      var pair = key[0] == '#' && key.length > 1 ? numberPair(key) : key;
      if (!pair) return null;
      var maps = await Promise.all(filesOf(pair).map(postings));
      if (pair.length > 1) return maps[0].get(pair);
      var sets = [];
      maps.forEach(function (map) {
        map.forEach(function (set, other) { if (other[0] == pair) sets.push(set); });
      });
      return api.either(sets);
    }

    async function chunk(index) {
      var data = await load('t' + index);
      var held = data[0].map(function (doc) {
        return Object.assign(docs[doc[0]], { id: doc[1], folder: doc[2], short: doc[3] }) && { index: doc[0], id: doc[1], folder: doc[2], form: doc[4], count: doc[5] };
      });
      return api.readRows(data[1], held);
    }

    var source = {
      docs: docs,
      count: count,
      base: api.base,
      lazy: true,
      ready: async function () {},
      lists: async function (keys) {
        var out = {};
        await Promise.all(keys.map(async function (key) { out[key] = await list(key); }));
        return out;
      },
      rows: async function (ids) {
        return Promise.all(ids.map(async function (id) {
          var at = before(chunks, id, Number);
          if (!rows.has(at)) rows.set(at, chunk(at));
          return (await rows.get(at))[id - chunks[at]];
        }));
      },
      docOf: function (id) { return before(docs, id, function (doc) { return doc.first; }); },
      guess: function () { return load('guess'); },
      cost: function (pair) { return big.has(pair) ? 999 : heavy.has(pair[0]) ? heavy.get(pair[0])[1] : 1; },
      after: async function (letters) {
        var text = await load('v' + (letters.charCodeAt(0) * 31 + letters.charCodeAt(1)) % meta.neighbours), out = new Map();
        var line = text.split('\n').find(function (line) { return line.slice(0, 2) == letters; });
        if (line) line.split(' ').slice(1).forEach(function (group) {
          var count = 0, next = [];
          for (var i = 1; i < group.length; i++) {
            if (/[A-Z]/.test(group[i])) count = 1 << group.charCodeAt(i) - 65;
            else next.push([group[i], count]);
          }
          out.set(group[0], next);
        });
        return out;
      },
      sounds: function () { return load('sounds'); },
      words: async function () { return api.groups(await load('words')); },
      synonyms: async function () { return meta.synonyms.map(function (group) { return group.map(function (word) { return api.fold(word).trim(); }); }); },
      traditional: function () { return load('traditional'); },
      named: async function (name, whole) {
        var hash = 7;
        for (var i = 0; i < name.length; i++) hash = (hash * 31 + name.charCodeAt(i)) % 65521;
        var exact = (await load('n' + hash % meta.names))[name];
        if (exact || whole) return exact || [];
        var all = [];
        for (i = 0; i < meta.names; i++) {
          var names = await load('n' + i);
          Object.keys(names).forEach(function (one) {
            names[one].forEach(function (doc) { (all[doc] = all[doc] || { names: [] }).names.push(one); });
          });
        }
        return api.named(Array.from(all, function (doc) { return doc || { names: [] }; }), name);
      }
    };
    api.start(source);
  };
})();
