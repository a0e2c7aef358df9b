// The search page: what the reader types, and the rows that come back. Rows are made of
// elements and text nodes only, so nothing in a query or a title can become markup.
(function () {
  'use strict';
  var api = window.gangmu;

  function make(tag, name, text) {
    var element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    return element;
  }

  function marked(element, text, marks) {
    var at = 0;
    marks.forEach(function (mark) {
      element.appendChild(document.createTextNode(text.slice(at, mark[0])));
      element.appendChild(make('mark', '', text.slice(mark[0], mark[1])));
      at = mark[1];
    });
    element.appendChild(document.createTextNode(text.slice(at)));
    return element;
  }

  function remembered() {
    try { return JSON.parse(localStorage.getItem('gangmu-recent')) || []; } catch (e) { return []; }
  }

  function remember(list) {
    try { localStorage.setItem('gangmu-recent', JSON.stringify(list.slice(0, 8))); } catch (e) { /* not kept */ }
  }

  api.page = function (engine) {
    var root = document.getElementById('search'), input = root && root.querySelector('input');
    if (!input) return;
    var form = root.querySelector('form'), others = document.getElementById('documents');
    // Words in the reader's language stand on the page.
    function fill(key, values) {
      return (root.dataset[key] || key).replace(/\{(\w)\}/g, function (_, name) { return values[name]; });
    }

    var status = root.appendChild(make('p', 'meta')), filters = root.appendChild(make('p', 'acts')), list = root.appendChild(make('div', 'hits'));
    status.setAttribute('role', 'status');
    var turn = 0, timer = 0, only = -1, last = null, step = engine.source.lazy ? 3 : 1000, shown = step;

    function button(words, act, pressed) {
      var element = make('button', '', words);
      element.type = 'button';
      if (pressed !== undefined) element.setAttribute('aria-pressed', pressed);
      element.onclick = act;
      return element;
    }

    function address(row, terms, path) {
      var parts = api.address(row, path).split('#'), words = terms.slice(0, 6).join(' ');
      return engine.source.base + parts[0] + (words ? '?q=' + api.encode(words) : '') + (parts[1] ? '#' + parts[1] : '');
    }

    function item(row, found) {
      var li = make('li'), a = make('a'), terms = found.terms, piece = api.excerpt(row, terms);
      a.href = address(row, terms, found.path);
      if (row.label) a.appendChild(make('b', '', row.label + ' '));
      marked(a, row.title, api.marks(row.title, terms));
      li.appendChild(a);
      if (piece.text) li.appendChild(marked(make('p'), piece.text, piece.marks));
      return li;
    }

    // Rows under the name of their document, documents in the order of their best row.
    function groups(hits, rows, found, whole) {
      var order = [], by = {};
      rows.forEach(function (row, i) {
        if (!by[row.doc]) {
          by[row.doc] = [];
          order.push(row.doc);
        }
        by[row.doc].push(i);
      });
      order.forEach(function (doc) {
        var mine = by[doc], most = whole && order.length > 1 ? 4 : 1000, section = make('section'), ol = make('ol', 'docs');
        var head = section.appendChild(make('h2', '', engine.source.docs[doc].short + ' '));
        if (whole) head.appendChild(make('small', '', String(mine.length)));
        function add(i) { ol.appendChild(item(rows[i], found)); }
        mine.slice(0, most).forEach(add);
        section.appendChild(ol);
        if (mine.length > most) {
          var more = section.appendChild(button(fill('more', { n: mine.length - most }), function () {
            more.remove();
            mine.slice(most).forEach(add);
            ol.children[most].firstChild.focus();
          }));
        }
        list.appendChild(section);
      });
    }

    async function show(found, mine) {
      var whole = !engine.source.lazy, hits = found.hits, docs = {}, count = 0;
      hits.forEach(function (hit) {
        var doc = engine.source.docOf(hit.id);
        if (!docs[doc]) count++;
        docs[doc] = (docs[doc] || 0) + 1;
      });
      var picked = hits.filter(function (hit) { return only < 0 || engine.source.docOf(hit.id) == only; });
      var sure = picked.filter(function (hit) { return !hit.near; }), near = picked.filter(function (hit) { return hit.near; }).slice(0, 20);
      if (!whole) sure = sure.slice(0, shown);
      var rows = await engine.source.rows(sure.concat(near).map(function (hit) { return hit.id; }));
      if (mine != turn) return;
      var at = links().indexOf(document.activeElement);
      list.textContent = filters.textContent = '';
      var n = found.hits.length - found.near;
      status.textContent = (found.said ? fill('said', { q: found.said }) : '') + (!hits.length ?
        fill('none', { q: input.value, t: found.tried.map(function (key) { return fill(key == 'near' ? 'nearly' : key); }).join(fill('comma')) }) :
        !n ? fill('near', { n: near.length }) : whole ? fill('found', { n: n, d: count }) : fill(found.total > n ? 'some' : 'found', { n: Math.max(n, 1), d: count }));
      if (whole && count > 1) {
        [-1].concat(Object.keys(docs)).forEach(function (doc) {
          filters.appendChild(button(doc < 0 ? fill('all') : engine.source.docs[doc].short + ' ' + docs[doc], function () {
            only = +doc;
            show(found, turn);
          }, only == doc));
        });
      }
      groups(sure, rows.slice(0, sure.length), found, whole);
      if (near.length) {
        if (sure.length) list.appendChild(make('p', 'meta', fill('beside')));
        groups(near, rows.slice(sure.length), found, false);
      }
      if (at >= 0 && links()[at]) links()[at].focus();
      if (!whole && found.total > sure.length && !near.length) {
        var next = list.appendChild(button(fill('next'), function () {
          shown += step;
          run();
        }));
        if (window.IntersectionObserver) {
          new IntersectionObserver(function (seen, watch) {
            if (!seen[0].isIntersecting) return;
            watch.disconnect();
            next.click();
          }).observe(next);
        }
      }
    }

    function recent() {
      var words = remembered();
      status.textContent = words.length ? fill('recent') : '';
      list.textContent = filters.textContent = '';
      words.forEach(function (q) { filters.appendChild(button(q, function () { ask(q); })); });
      if (words.length) filters.appendChild(button(fill('clear'), function () {
        remember([]);
        recent();
      }));
    }

    async function run() {
      var mine = ++turn, q = input.value.trim();
      try {
        history.replaceState(history.state, '', q ? '?q=' + api.encode(q) : location.pathname);
      } catch (e) { /* some browsers keep file:// addresses as they are */ }
      if (others) others.hidden = !!q;
      if (!q) return recent();
      try {
        var found = await engine.find(q, shown);
        if (mine != turn) return;
        last = found;
        await show(found, mine);
      } catch (e) {
        if (mine == turn) status.textContent = fill('failed');
      }
    }

    function ask(q) {
      input.value = q;
      input.focus();
      begin();
    }

    function begin() {
      only = -1;
      shown = step;
      run();
    }

    function links() {
      return Array.from(list.querySelectorAll('a'));
    }

    function keep() {
      var q = input.value.trim();
      if (q) remember([q].concat(remembered().filter(function (old) { return old != q; })));
    }

    input.addEventListener('input', function (event) {
      if (event.isComposing) return;
      clearTimeout(timer);
      timer = setTimeout(begin, engine.source.lazy ? 180 : 40);
    });
    input.addEventListener('compositionend', begin);
    form.addEventListener('submit', async function (event) {
      event.preventDefault();
      clearTimeout(timer);
      keep();
      await run();
      var first = links()[0];
      if (!first) return;
      if (last && last.hits[0] && last.hits[0].jump) location.href = first.href;
      else first.focus();
    });
    list.addEventListener('click', keep);
    root.addEventListener('keydown', function (event) {
      var all = links(), at = all.indexOf(document.activeElement);
      if (event.key == 'ArrowDown' && all[at + 1]) all[at + 1].focus();
      else if (event.key == 'ArrowUp' && at >= 0) (all[at - 1] || input).focus();
      else if (event.key == 'Escape' && at >= 0) input.focus();
      else if (event.key == 'Escape' && input.value) ask('');
      else return;
      event.preventDefault();
    });
    document.addEventListener('keydown', function (event) {
      if (event.key == '/' && document.activeElement != input && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        input.focus();
      }
    });
    var asked = /[?&]q=([^&]*)/.exec(location.search);
    if (asked && !input.value) {
      try { input.value = decodeURIComponent(asked[1].replace(/\+/g, ' ')); } catch (e) { /* not ours */ }
    }
    begin();
  };
})();
