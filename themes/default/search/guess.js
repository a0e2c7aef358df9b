// What a reader may have meant: other sounds, a slip of the pen, everyday words. Read only
// where the words as typed are not found, or where a question is asked.
(function () {
  'use strict';
  var api = window.gangmu, fold = api.fold, pairs = api.pairs, both = api.both, either = api.either, ranked = api.ranked;

  function soften(sound) {
    return sound.replace(/^([zcs])h/, '$1').replace(/ng$/, 'n');
  }

  var QUESTION = /请问|为什么|为啥|是不是|能不能|可不可以|会不会|有没有|要不要|怎么样|怎么办|怎样|怎么|如何|什么样|什么|啥|哪些|哪里|哪个|哪种|哪儿|多少|是否|有关|关于|方面|问题|可以|应该|需要|想要|我们|你们|他们|自己|还是|或者|没有|一个|一下|[吗呢吧啊呀嘛么我你他她它的了]/g;
  var WEAK = /[是在和与及对给把被让会能要想可就都也不有这那得着过到从向为谁几去来做办跟拿算叫上下里]/;
  // Chosen on the queries of tests/search/queries.tsv; nothing hangs on their last digit.
  var GAIN = [1, 1.25, 1.75, 2.4], SIZE = [0, 0, 1.5, 0.4, 0.5], FUNCTION_WORD = 0.3, QUESTION_WORD = 0.1, MEANT = 1.6, OTHERS = 0.2, ANSWER = 0.9;
  // A heading speaks for so many rows below it, the less the farther they stand.
  var REACH = 12, UNDER = 0.7;
  // A reading that many times likelier than chance has it may still be found. A large corpus
  // has each pair in a file of its own, of which so many are read.
  var LUCK = 3, FEW = 24, MANY = 100000;

  api.guess = function (source, postings, exact) {
    // Rows that hold some of the words, or what officials say for them, the rare ones
    // counting most. Longer pieces are taken as the rows that hold all their pairs.
    async function near(spoken, several) {
      var groups = [], kept = spoken.replace(QUESTION, ' ');
      (/\S\S/.test(kept) ? kept : spoken).split(' ').forEach(function (part) {
        for (var size = 2; size < 5; size++) for (var i = 0; i + size <= part.length; i++) {
          var piece = part.substr(i, size);
          groups.push([[piece], WEAK.test(piece) ? FUNCTION_WORD : 1, size]);
        }
      });
      (spoken.match(QUESTION) || []).forEach(function (word) {
        word = /^(怎么|怎样)/.test(word) ? '如何' : word;
        if (word.length > 1) groups.push([[word], QUESTION_WORD, 2]);
      });
      (await source.words()).forEach(function (group) {
        if (group[0].some(function (word) { return spoken.indexOf(word) >= 0; })) groups.push([group[1], MEANT, 2]);
      });
      if (!groups.length) groups = kept.replace(/ /g, '').slice(0, 3).split('').map(function (c) { return [[c], 1, 2]; });
      var keys = [];
      groups.forEach(function (group) { group[0].forEach(function (word) { keys = keys.concat(word.length > 1 ? pairs(word) : word); }); });
      var lists = {}, terms = [], sum = new Map(), gifts = new Map();
      keys = Array.from(new Set(keys)).slice(0, 60);
      (await postings(keys)).forEach(function (set, k) { lists[keys[k]] = set; });
      groups.forEach(function (group) {
        var sets = group[0].map(function (word) {
          var parts = (word.length > 1 ? pairs(word) : [word]).map(function (key) { return lists[key] || { ids: [], scores: [] }; });
          var set = parts.reduce(both), rare = Math.log(1 + source.count / (set.ids.length + 0.5)) * group[1] * SIZE[group[2]];
          if (set.ids.length) terms.push(word);
          if (several) set.ids.forEach(function (id, i) {
            if (set.scores[i] < 3 * parts.length) return;
            for (var step = 1; step <= REACH && source.docOf(id + step) == source.docOf(id); step++) {
              gifts.set(id + step, Math.max(gifts.get(id + step) || 0, rare * GAIN[3] * UNDER * (1 - step / (REACH + 1))));
            }
          });
          return { ids: set.ids, scores: set.scores.map(function (score) { return rare * GAIN[Math.round(score / parts.length)]; }) };
        });
        var best = either(sets), all = sets.length > 1 ? either(sets, true) : best;
        best.ids.forEach(function (id, i) {
          sum.set(id, (sum.get(id) || 0) + best.scores[i] + OTHERS * (all.scores[i] - best.scores[i]));
        });
      });
      gifts.forEach(function (gift, id) { if (sum.has(id)) sum.set(id, sum.get(id) + gift); });
      var asks = kept != spoken;
      var list = Array.from(sum.keys()).sort(function (a, b) { return a - b; }).map(function (id) {
        return { id: id, score: sum.get(id) * (asks && source.docs[source.docOf(id)].kind == 'q' ? ANSWER : 1) };
      }).sort(function (a, b) { return b.score - a.score || a.id - b.id; });
      return { hits: list.filter(function (hit) { return hit.score > list[0].score * 0.25; }), terms: terms };
    }

    // ---- Sound

    var sounds = null;

    function digit(c) {
      return '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.indexOf(c);
    }

    async function loadSounds() {
      if (sounds) return;
      var table = await source.sounds(), decoder = null;
      sounds = new Map();
      function add(c, sound) {
        var list = sounds.get(c);
        if (!list) sounds.set(c, [sound]);
        else if (list.indexOf(sound) < 0) list.push(sound);
      }
      // GB 2312 keeps its common characters in the order of their sound: the browser's own
      // decoder holds the table, and only what departs from it is sent.
      try { decoder = new TextDecoder('gbk'); } catch (e) { /* sounds of the rest only */ }
      if (decoder) {
        var bytes = new Uint8Array(7510), at = 0;
        for (var i = 0; i < 3755; i++) {
          bytes[2 * i] = 176 + Math.floor(i / 94);
          bytes[2 * i + 1] = 161 + i % 94;
        }
        var chars = decoder.decode(bytes);
        var halves = table[0].split('/'), finals = halves[0].split(' ');
        halves[1].split(' ').forEach(function (row) {
          var initial = row.split('-')[0];
          for (var i = initial.length + 1; i < row.length; i += 2) {
            for (var left = digit(row[i + 1]); left--;) add(chars[at++], initial + finals[digit(row[i])]);
          }
        });
      }
      table[1].split(' ').forEach(function (entry) {
        var sound = /^[a-z]*/.exec(entry)[0];
        entry.slice(sound.length).split('').forEach(function (c) { add(c, sound); });
      });
    }

    // How much of what was typed one character can stand for, and how well.
    function spell(c, typed, soft) {
      if (!c) return [];
      if (typed[0] == c) return [[1, 1]];
      var out = [];
      if (/^[a-z]/.test(typed)) (sounds.get(c) || []).forEach(function (sound) {
        if (soft) sound = soften(sound);
        if (typed.startsWith(sound)) out.push([sound.length, 1]);
        else if (sound.startsWith(typed)) out.push([typed.length, 0.6]);
        if (!soft && typed[0] == sound[0]) {
          out.push([1, 0]);
          if (typed[1] == 'h' && sound[1] == 'h') out.push([2, 0.1]);
        }
      });
      return out;
    }

    // Who follows whom is kept by the letters that both begin with, as Letters::of says.
    function letters(c) {
      var list = (sounds.get(c) || [/[a-z0-9]/.test(c) ? c : '_']).map(function (sound) { return sound[0]; });
      return list.filter(function (letter, i) { return list.indexOf(letter) == i; });
    }

    function letter(c) { return letters(c)[0]; }

    // Strings that can be read as what was typed, the likeliest first: `spelt` says how much
    // of their sounds was typed, `chance` is the logarithm of how many rows may hold them.
    async function readings(typed, soft) {
      var front = [], done = new Map();
      function step(path, c, chance) {
        spell(c, path.left, soft).forEach(function (way) {
          var next = { text: path.text + c, from: letter(path.left[0]), left: path.left.slice(way[0]), spelt: path.spelt + way[1], chance: path.chance + chance };
          if (next.left) return front.push(next);
          next.spelt = Math.round(next.spelt / next.text.length * 4);
          var old = done.get(next.text);
          if (!old || likelier(next, old) < 0) done.set(next.text, next);
        });
      }
      Array.from(sounds.keys()).concat(typed[0]).forEach(function (c) {
        step({ text: '', left: typed, spelt: 0, chance: 0 }, c, 0);
      });
      while (front.length) {
        var paths = front.sort(likelier).slice(0, 3000);
        var keys = Array.from(new Set(paths.map(function (path) { return path.from + letter(path.left[0]); })));
        var found = await Promise.all(keys.map(function (key) { return source.after(key, letters); })), after = {};
        keys.forEach(function (key, i) { after[key] = found[i]; });
        front = [];
        paths.forEach(function (path) {
          var next = after[path.from + letter(path.left[0])].get(path.text.slice(-1));
          if (!next) return;
          var all = path.text.length > 1 ? next.reduce(function (sum, one) { return sum + one[1]; }, 0) : 1;
          next.forEach(function (one) { step(path, one[0], Math.log(one[1] / all)); });
        });
      }
      return Array.from(done.values()).sort(likelier).slice(0, 600);
    }

    function likelier(a, b) {
      return b.spelt - a.spelt || b.chance - a.chance || (a.text < b.text ? -1 : 1);
    }

    // Those that stand somewhere, by how much is spelt and how many rows may hold them. Stops
    // where no other is likely to stand in as many, and reads no more pairs than a reader waits for.
    async function standing(list) {
      var read = new Set(), out = [], most = -9, enough = FEW + MANY / source.count;
      for (var i = 0; i < list.length; i++) {
        var one = list[i], keys = one.text.length > 1 ? pairs(one.text) : [one.text];
        if (out.length && (one.spelt < out[0].spelt - 1 || one.chance + LUCK < most)) break;
        var more = keys.filter(function (key) { return !read.has(key); });
        if (read.size && read.size + more.length > enough) continue;
        more.forEach(function (key) { read.add(key); });
        one.rows = (await postings(keys)).reduce(both).ids.length;
        if (!one.rows) continue;
        out.push(one);
        most = Math.max(most, Math.log(one.rows));
      }
      return out.sort(function (a, b) { return b.spelt - a.spelt || b.rows - a.rows || (a.text < b.text ? -1 : 1); });
    }

    async function heard(typed, soft, want, not) {
      await loadSounds();
      var list = (await readings(typed, soft)).filter(function (one) { return one.text != not && (!soft || one.text.length == not.length); });
      var out = [], sum = 0;
      list = await standing(list);
      for (var i = 0; i < list.length && i < 12 && sum < want; i++) {
        var got = await exact([[list[i].text]], want);
        if (got.hits.length) out.push({ text: list[i].text, spelt: list[i].spelt, hits: got.hits, total: got.total });
        sum += got.hits.length;
      }
      return out.sort(function (a, b) { return b.spelt - a.spelt || b.total - a.total || (a.text < b.text ? -1 : 1); });
    }

    // ---- One wrong, missing, extra or swapped character

    // Strings of the corpus that differ in one character, the likeliest slip first: a mark
    // left out, two characters swapped, one missing, one wrong, one too many. The ends of
    // a word are seldom wrong.
    async function mistyped(word) {
      var all = pairs(word), n = word.length, i;
      if (n < 3 || n > 20) return [];
      var set = either((await postings(all)).map(function (set) {
        return { ids: set.ids, scores: set.ids.map(function () { return 1; }) };
      }), true);
      var list = ranked(set).filter(function (hit) { return hit.score >= n - 3; });
      var ways = [], forms = new Map();
      function way(cost, middle, from, to) {
        ways.push([cost, RegExp(word.slice(0, from) + middle + word.slice(to), 'g')]);
      }
      for (i = 0; i < n; i++) {
        var end = !i || i == n - 1;
        way(end ? 4 : 2, '.', i, i + 1);
        way(word[i] == word[i - 1] ? 1 : end ? 6 : 4, '', i, i + 1);
        if (i) way(1, '.', i, i);
        if (i && word[i] != word[i - 1]) way(1, word[i] + word[i - 1], i - 1, i + 1);
      }
      var rows = await source.rows(list.slice(0, 32).map(function (hit) { return hit.id; }));
      rows.forEach(function (row) {
        ways.forEach(function (way) {
          (row.folded.match(way[1]) || []).forEach(function (text) {
            var form = forms.get(text) || { text: text, cost: way[0], count: 0 };
            form.cost = Math.min(form.cost, way[0]);
            form.count++;
            forms.set(text, form);
          });
        });
      });
      var best = Array.from(forms.values()).sort(function (a, b) { return a.cost - b.cost || b.count - a.count || (a.text < b.text ? -1 : 1); });
      return best.filter(function (form) { return form.cost == best[0].cost && form.text.trim(); }).map(function (form) { return form.text.trim(); }).slice(0, 3);
    }

    // What one word may have been meant to be; empty where nothing comes near.
    async function meant(word, tried) {
      var found = [];
      function texts() { return found.map(function (one) { return one.text; }); }
      if (/[a-z]/.test(word)) {
        tried.push('sound');
        found = await heard(word.replace(/v/g, 'u'), false, 1);
        return texts().slice(0, 4);
      }
      if (/^[㐀-鿿]{2,8}$/.test(word)) {
        tried.push('sound');
        await loadSounds();
        var syllables = word.split('').map(function (c) { return soften((sounds.get(c) || ['?'])[0]); });
        found = syllables.indexOf('?') < 0 ? await heard(syllables.join(''), true, 1, word) : [];
        if (found.length) return texts().slice(0, 1);
      }
      tried.push('typo');
      return mistyped(word);
    }

    // Takes up where the words as typed led to little.
    async function find(asked) {
      var out = asked.out, take = asked.take, ids = asked.ids, spoken = asked.spoken, words = asked.words, want = asked.want;
      var forms, got, found, i, said = spoken;
      async function search(list, isNear) {
        take(await asked.inside(list), isNear);
        got = await exact(list, want);
        take(got.hits, isNear);
        out.total = Math.max(ids.size, got.total);
      }
      if (!ids.size && spoken.indexOf(' ') >= 0 && !asked.latin) {
        forms = spoken.split(' ');
        await search(forms.map(function (word) { return [word]; }), forms.length > words.length);
        out.terms = forms;
      }
      if (!ids.size && asked.latin) {
        out.tried.push('sound');
        found = await heard(spoken.replace(/ /g, '').replace(/v/g, 'u'), false, want);
        if (found.length) out.terms = [];
        found.forEach(function (one) {
          if (ids.size >= want || one.spelt < found[0].spelt - 1) return;
          take(one.hits);
          out.terms.push(one.text);
          out.said = out.said || one.text;
        });
        said = out.said || said;
      }
      if (!ids.size) {
        forms = [];
        for (i = 0; i < words.length; i++) {
          got = words.length > 1 ? await exact([[words[i]]], 1) : { hits: [] };
          found = got.hits.length ? [words[i]] : await meant(words[i], out.tried);
          if (!found.length) break;
          forms.push(found);
        }
        if (i == words.length) {
          await search(forms);
          out.terms = [].concat.apply([], forms);
          out.said = said = forms.map(function (list) { return list[0]; }).join(' ');
        }
      }
      out.total = Math.max(out.total, ids.size);
      if (ids.size < want && (asked.asks || !ids.size || words.length > 1)) {
        out.tried.push('near');
        got = await near(said, words.length > 1 && !asked.asks);
        take(got.hits.slice(0, want), true);
        out.terms = out.terms.concat(got.terms);
        out.total = Math.max(out.total, ids.size);
      }
      out.tried = Array.from(new Set(out.tried));
      return out;
    }

    return {
      find: find,
      heard: function (typed, want) { return heard(typed.replace(/v/g, 'u'), false, want); }
    };
  };
})();
