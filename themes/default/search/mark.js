// Two small things for every page: the words a reader came for are marked, and the search
// script is fetched when its box is first touched.
(function () {
  'use strict';
  var found = /[?&]q=([^&]*)/.exec(location.search), box = document.querySelector('#search input'), data = document.getElementById('gm');

  function narrow(text) {
    return text.replace(/[！-～]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 65248); }).toLowerCase();
  }

  // Text nodes one after the other, so that a word is found across a link; blocks apart.
  function mark(words, main) {
    var nodes = [], text = '', walker = document.createTreeWalker(main, 4), node, block;
    while ((node = walker.nextNode())) {
      var inside = node.parentNode.closest('p,li,td,th,h1,h2,h3,h4,pre,dd,blockquote');
      if (inside != block) text += '\n';
      block = inside;
      nodes.push([node, text.length]);
      text += narrow(node.data);
    }
    var taken = [];
    words.forEach(function (word) {
      for (var at = text.indexOf(word); word && at >= 0; at = text.indexOf(word, at + 1)) taken.push([at, at + word.length]);
    });
    taken.sort(function (a, b) { return a[0] - b[0] || b[1] - a[1]; });
    var first = null;
    nodes.forEach(function (entry) {
      var rest = entry[0], from = entry[1];
      taken.forEach(function (range) {
        var a = Math.max(range[0], from), b = Math.min(range[1], from + rest.data.length);
        if (a >= b) return;
        var hit = rest.splitText(a - from), element = document.createElement('mark');
        rest = hit.splitText(b - a);
        hit.parentNode.replaceChild(element, hit);
        element.appendChild(hit);
        first = first || element;
        from = b;
      });
    });
    if (first) first.scrollIntoView({ block: 'center' });
  }

  function load() {
    box.removeEventListener('focus', load);
    JSON.parse(data.textContent).search.split(' ').forEach(function (path) {
      var script = document.createElement('script');
      script.src = path;
      // Side by side, but run in this order.
      script.async = false;
      document.head.appendChild(script);
    });
  }

  if (box && data) {
    if (found || document.activeElement == box) load();
    else box.addEventListener('focus', load);
  } else if (found) {
    try { mark(narrow(decodeURIComponent(found[1].replace(/\+/g, ' '))).split(/\s+/), document.querySelector('main')); } catch (e) { /* not ours */ }
  }
})();
