// Sheets: what a reference means, how to cite, the contents, size and colour. Fetched when
// one is first asked for. Text goes into the page by textContent alone.
(function () {
  "use strict";
  var doc = document, root = doc.documentElement, GM = window.GM, W = GM.words, info = GM.info, el = GM.el, all = GM.all, sheet = null, back = null, pop = null;

  function link(href, text) { var a = el("a", "", text); a.href = href; return a; }
  function button(text, act) { var b = el("button", "", text); b.type = "button"; b.onclick = act; return b; }
  function acts(box) { return box.appendChild(el("p", "acts")); }

  // Opening adds one step to the history, so that Back closes the sheet and nothing else.
  function open(title, fill) {
    if (sheet) sheet.remove();
    else { back = doc.activeElement; history.pushState({ gm: 1 }, ""); }
    sheet = el("div", "sheet");
    var box = sheet.appendChild(el("div", "box"));
    box.setAttribute("role", "dialog"); box.setAttribute("aria-modal", "true"); box.setAttribute("aria-label", title); box.tabIndex = -1;
    box.appendChild(el("h2", "", title));
    var last = fill(box) || acts(box);
    last.appendChild(button(W.close, close));
    sheet.onclick = function (e) { if (e.target === sheet) close(); };
    doc.body.appendChild(sheet);
    box.focus();
    return true;
  }
  function close() { if (sheet) history.back(); }
  addEventListener("popstate", function () {
    if (!sheet) return;
    sheet.remove(); sheet = null;
    if (back && back.focus) back.focus({ preventScroll: true });
  });
  addEventListener("scroll", function () { GM.acts.unpeek(); }, { passive: true });
  doc.addEventListener("keydown", function (e) {
    if (e.key === "Escape") GM.acts.unpeek();
    if (!sheet) return;
    if (e.key === "Escape") close();
    if (e.key !== "Tab") return;
    var stops = all("a, button", sheet), first = stops[0], last = stops[stops.length - 1], on = doc.activeElement;
    if (e.shiftKey ? on === first || !on.closest("p, li") : on === last) { e.preventDefault(); (e.shiftKey ? last : first).focus(); }
  });

  // Copying: what is copied always says where it is from.
  function copy(text, say) {
    function done(ok) { say.textContent = ok ? W.copied : W.failed; }
    function old() {
      var area = sheet.appendChild(el("textarea")), ok = false;
      area.value = text; area.select();
      try { ok = doc.execCommand("copy"); } catch (e) {}
      area.remove(); done(ok);
    }
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(function () { done(true); }, old);
    else old();
  }
  function cite(what, text, address) {
    return open(W.cite, function (box) {
      var both = what + "\n" + address, say = el("p", "meta");
      box.appendChild(el("p", "said", what));
      box.appendChild(el("p", "meta", address));
      say.setAttribute("role", "status");
      box.appendChild(say);
      var row = acts(box);
      row.appendChild(button(W.copy_cite, function () { copy(both, say); }));
      if (text) row.appendChild(button(W.copy_text, function () { copy("“" + text + "”\n——" + both, say); }));
      return row;
    });
  }
  function here(path) {
    var canonical = doc.querySelector("link[rel=canonical]");
    return (canonical ? canonical.href : location.href.replace(/[?#].*/, "")) + (path ? "?p=" + path : "");
  }

  // Which document and place a link means, from the name of its file.
  function meant(a) {
    var file = a.pathname.split("/").pop().replace(/\.html$/, ""), best = "";
    Object.keys(info.previews || {}).forEach(function (id) {
      if ((file === id || file.indexOf(id + "-") === 0) && id.length > best.length) best = id;
    });
    if (!best || a.protocol !== location.protocol || a.host !== location.host) return null;
    var path = decodeURIComponent(a.hash.slice(1)).split(".");
    return { id: best, local: path[0] || file.slice(best.length + 1), paragraph: +path[1] || 0 };
  }
  function withDocument(id, done, failed) {
    if (GM.data[id]) done(GM.data[id]);
    else GM.load(info.previews[id], function () { if (GM.data[id]) done(GM.data[id]); else failed(); }, failed);
  }

  function lines(box, rows) {
    var list = box.appendChild(el("ul", "lines")), now = null;
    rows.forEach(function (row) {
      var li = list.appendChild(el("li", "d" + row.depth)), a = li.appendChild(link(row.href));
      a.appendChild(el("b", "", row.label));
      a.appendChild(doc.createTextNode((/[、）)]$/.test(row.label) ? "" : " ") + row.title));
      if (row.now) { a.setAttribute("aria-current", "true"); now = a; }
      // A place on this page: Back closes the sheet first, then the page goes there.
      if (row.href.charAt(0) === "#") a.onclick = function (e) { e.preventDefault(); close(); setTimeout(function () { location.hash = row.href; }, 80); };
    });
    setTimeout(function () { if (now) now.scrollIntoView({ block: "center" }); }, 0);
  }

  // What a reference means, for `show` to show.
  function told(a, show, failed) {
    var to = meant(a);
    if (!to) return false;
    withDocument(to.id, function (data) {
      var unit = data.units.filter(function (row) { return row[0] === to.local; })[0];
      show(unit ? unit[1] + " " + unit[2] : data.title, function (box) {
        var texts = (unit || data.units.filter(function (row) { return row[5] && row[0] !== "cover"; })[0] || []).slice(5), one = texts[to.paragraph - 1];
        (one ? [one] : texts.slice(0, 2)).forEach(function (text) { box.appendChild(el("p", "", text)); });
        box.appendChild(el("p", "meta", "——《" + data.title + "》" + (unit ? unit[1] : "")));
        var row = acts(box);
        row.appendChild(link(a.href, W.open));
        if (unit) row.appendChild(button(W.cite, function () { cite("《" + data.title + "》" + unit[1], texts.join("\n"), a.href.replace(/#.*/, "")); }));
        return row;
      });
    }, failed);
    return true;
  }

  GM.acts = {
    settings: function () {
      return open(W.settings, function (box) {
        function row(steps, key, attribute, fallback) {
          var p = box.appendChild(el("p", "row"));
          steps.forEach(function (said) {
            var b = p.appendChild(button(said[1], function () {
              GM.kept(key, said[0]); root.setAttribute(attribute, said[0]);
              all("button", p).forEach(function (other) { other.setAttribute("aria-pressed", other === b); });
            }));
            b.setAttribute("aria-pressed", (root.getAttribute(attribute) || fallback) === said[0]);
            if (said[2]) b.setAttribute("aria-label", said[2]);
          });
        }
        row(["0", "1", "2", "3", "4"].map(function (size, i) { return [size, "字", W.size + (i + 1)]; }), "gmS", "data-s", "1");
        row([["", W.system], ["light", W.light], ["dark", W.dark]], "gmC", "data-c", "");
      });
    },
    citePage: function () {
      var text = all(".hub .text > p").map(function (p) { return p.textContent.trim(); }).join("\n");
      return info.cite ? cite(info.cite, text, here("")) : false;
    },
    citeParagraph: function (a) {
      var p = a.parentNode, dot = p.id.indexOf("."), local = p.id.slice(0, dot), path = p.id.slice(dot + 1), own = info.local === local;
      var what = info.cite + (own ? "" : GM.labels()[local] || "") + a.getAttribute("aria-label");
      return cite(what, p.textContent.trim(), own ? here(path) : here("") + "#" + p.id);
    },
    erratum: function (a) {
      return open(W.erratum, function (box) {
        box.appendChild(el("p", "", a.title));
        var row = acts(box);
        row.appendChild(link(a.href, W.evidence));
        return row;
      });
    },
    preview: function (a) {
      GM.acts.unpeek();
      return told(a, open, function () { location.href = a.href; });
    },
    // The same beside the pointer: takes no focus, no step of the history.
    peek: function (a) {
      if (sheet || !a.matches(":hover")) return true;
      return told(a, function (title, fill) {
        GM.acts.unpeek();
        pop = el("div", "box pop");
        pop.setAttribute("role", "note");
        pop.appendChild(el("h2", "", title));
        fill(pop);
        doc.body.appendChild(pop);
        var at = a.getClientRects()[0], top = at.bottom + 6;
        if (top + pop.offsetHeight > innerHeight) top = Math.max(56, at.top - pop.offsetHeight - 6);
        pop.style.top = top + "px";
        pop.style.left = Math.max(8, Math.min(at.left, innerWidth - pop.offsetWidth - 24)) + "px";
      }, function () {});
    },
    unpeek: function () { if (pop) pop.remove(); pop = null; },
    contents: function (a) {
      function show(title, rows) { open(title, function (box) { lines(box, rows); }); }
      if (!info.local) {
        show(W.contents, all("#toc a").map(function (a) {
          var label = a.querySelector("b").textContent;
          return { href: a.getAttribute("href"), label: label, title: a.textContent.slice(label.length).trim(), depth: +a.parentNode.className.slice(1), now: a.hash.slice(1) === GM.current };
        }));
        return true;
      }
      withDocument(info.doc, function (data) {
        show(data.short + W.contents, data.units.filter(function (row) { return row[3] >= 0; }).map(function (row) {
          return { href: row[4], label: row[1], title: row[2], depth: row[3], now: row[0] === info.local };
        }));
      }, function () { location.href = a.href; });
      return true;
    }
  };
})();
