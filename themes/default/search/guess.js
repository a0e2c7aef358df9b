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

  api.guess = function (source, postings, exact) {
    // Rows that hold some of the words, or what officials say for them, the rare ones
    // counting most. Longer pieces are taken as the rows that hold all their pairs.
    async function near(spoken) {
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
      var lists = {}, terms = [], sum = new Map();
      keys = Array.from(new Set(keys)).slice(0, 60);
      (await postings(keys)).forEach(function (set, k) { lists[keys[k]] = set; });
      groups.forEach(function (group) {
        var sets = group[0].map(function (word) {
          var parts = (word.length > 1 ? pairs(word) : [word]).map(function (key) { return lists[key] || { ids: [], scores: [] }; });
          var set = parts.reduce(both), rare = Math.log(1 + source.count / (set.ids.length + 0.5)) * group[1] * SIZE[group[2]];
          if (set.ids.length) terms.push(word);
          return { ids: set.ids, scores: set.scores.map(function (score) { return rare * GAIN[Math.round(score / parts.length)]; }) };
        });
        var best = either(sets), all = sets.length > 1 ? either(sets, true) : best;
        best.ids.forEach(function (id, i) {
          sum.set(id, (sum.get(id) || 0) + best.scores[i] + OTHERS * (all.scores[i] - best.scores[i]));
        });
      });
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

    // Strings of the corpus that can be read as what was typed, the likeliest first.
    async function soundalikes(typed, soft) {
      var front = [], done = new Map();
      // `rare` grows with each neighbour that is not among the commonest.
      function step(before, c, left, quality, rare) {
        spell(c, left, soft).forEach(function (way) {
          var next = { text: before + c, left: left.slice(way[0]), quality: quality + way[1], rare: rare };
          if (next.left) return front.push(next);
          next.quality /= next.text.length;
          if (!done.has(next.text) || done.get(next.text).quality < next.quality) done.set(next.text, next);
        });
      }
      Array.from(sounds.keys()).concat(typed[0]).forEach(function (c) { step('', c, typed, 0, 0); });
      while (front.length) {
        var paths = front.sort(likelier).slice(0, 4000), after = await source.after(paths, sounds);
        front = [];
        paths.forEach(function (path) {
          var rank = 1;
          (after.get(path.text.slice(-1)) || []).forEach(function (c) {
            if (spell(c, path.left, soft).length) step(path.text, c, path.left, path.quality, path.rare + Math.log(++rank));
          });
        });
      }
      return Array.from(done.values()).sort(likelier).slice(0, 60);
    }

    function likelier(a, b) {
      return b.quality - a.quality || a.rare - b.rare || (a.text < b.text ? -1 : 1);
    }

    async function heard(typed, soft, want, not) {
      await loadSounds();
      var list = (await soundalikes(typed, soft)).filter(function (one) { return one.text != not; }), found = [];
      for (var i = 0; i < list.length; i++) {
        var got = await exact([[list[i].text]], want);
        if (got.hits.length) found.push({ text: list[i].text, quality: list[i].quality, hits: got.hits, total: got.total });
      }
      found.sort(function (a, b) { return b.quality - a.quality || b.total - a.total || (a.text < b.text ? -1 : 1); });
      return found;
    }

    // ---- One wrong, missing, extra or swapped character

    async function mistyped(word) {
      var all = pairs(word), n = word.length;
      if (n < 3 || n > 16) return [];
      var set = either((await postings(all)).map(function (set) {
        return { ids: set.ids, scores: set.ids.map(function () { return 1; }) };
      }), true);
      var list = ranked(set).filter(function (hit) { return hit.score >= n - 3; });
      var ways = [];
      for (var i = 0; i < n; i++) {
        var left = word.slice(0, i);
        ways.push(left + '.?' + word.slice(i + 1));
        if (i) ways.push(left + '.' + word.slice(i), word.slice(0, i - 1) + word[i] + word[i - 1] + word.slice(i + 1));
      }
      var test = RegExp(ways.join('|')), forms = new Map();
      var rows = await source.rows(list.slice(0, 32).map(function (hit) { return hit.id; }));
      rows.forEach(function (row) {
        var found = test.exec(row.folded);
        if (found) forms.set(found[0], (forms.get(found[0]) || 0) + 1);
      });
      return Array.from(forms.keys()).sort(function (a, b) { return forms.get(b) - forms.get(a) || (a < b ? -1 : 1); });
    }

    // Takes up where the words as typed led to little.
    return async function (asked) {
      var out = asked.out, take = asked.take, ids = asked.ids, spoken = asked.spoken, words = asked.words, want = asked.want;
      var forms, got, found, i, said = spoken;
      if (!ids.size && spoken.indexOf(' ') >= 0 && !asked.latin) {
        forms = spoken.split(' ');
        got = await exact(forms.map(function (word) { return [word]; }), want);
        take(got.hits, forms.length > words.length);
        out.terms = forms;
        out.total = ids.size;
      }
      if (!ids.size && asked.latin) {
        out.tried.push('sound');
        found = await heard(spoken.replace(/ /g, '').replace(/v/g, 'u'), false, want);
        if (!found.length && words.length > 1) {
          forms = [];
          for (i = 0; i < words.length; i++) {
            found = /[a-z]/.test(words[i]) ? await heard(words[i].replace(/v/g, 'u'), false, 1) : [{ text: words[i] }];
            forms.push(found.slice(0, 4).map(function (one) { return one.text; }));
          }
          found = [];
          if (forms.every(function (list) { return list.length; })) {
            got = await exact(forms, want);
            found = [{ text: forms.map(function (list) { return list[0]; }).join(' '), hits: got.hits, quality: 1 }];
          }
        }
        out.terms = [];
        found.forEach(function (one) {
          if (ids.size >= want || one.quality < found[0].quality - 0.3) return;
          take(one.hits);
          out.terms = out.terms.concat(one.text.split(' '));
          out.said = out.said || one.text;
        });
        said = out.said || said;
      }
      if (!ids.size && /^[㐀-鿿]{2,8}$/.test(spoken)) {
        out.tried.push('sound');
        await loadSounds();
        var syllables = spoken.split('').map(function (c) { return soften((sounds.get(c) || ['?'])[0]); });
        found = syllables.indexOf('?') < 0 ? await heard(syllables.join(''), true, want, spoken) : [];
        found = found.filter(function (one) { return one.text.length == spoken.length; });
        if (found.length) {
          take(found[0].hits);
          out.terms = [found[0].text];
          out.said = said = found[0].text;
        }
      }
      if (!ids.size) {
        out.tried.push('typo');
        var meant = await mistyped(spoken);
        for (i = 0; i < meant.length && i < 3; i++) {
          got = await exact([[meant[i].trim()]], want);
          take(got.hits);
          out.terms = i ? out.terms.concat(meant[i]) : [meant[i]];
          out.said = said = out.said || meant[i];
        }
      }
      out.total = Math.max(out.total, ids.size);
      if (ids.size < want && (asked.asks || !ids.size || words.length > 1)) {
        out.tried.push('near');
        got = await near(said);
        take(got.hits.slice(0, want), true);
        out.terms = out.terms.concat(got.terms);
        out.total = Math.max(out.total, ids.size);
      }
      return out;
    };
  };
})();
