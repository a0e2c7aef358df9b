// Layers over pages that read without them: keys, resuming, marks, keeping pages for later.
// What opens sheets is fetched when first touched. Classic script, nothing newer than
// ES2018, each feature left out where its browser cannot have it.
(function () {
  "use strict";
  var doc = document, root = doc.documentElement, GM = window.GM = window.GM || {}, info = {}, names = null, current = "", due = 0, step = -1;
  try { info = JSON.parse(doc.getElementById("gm").textContent); } catch (e) {}
  GM.info = info;
  GM.data = {};
  GM.put = function (name, data) { GM.data[name] = data; };
  GM.words = /*WORDS*/{};
  GM.all = function (selector, from) { return [].slice.call((from || doc).querySelectorAll(selector)); };
  GM.el = function (tag, name, text) {
    var made = doc.createElement(tag);
    if (name) made.className = name;
    if (text) made.textContent = text;
    return made;
  };
  GM.kept = function (key, value) {
    try { if (value === undefined) return localStorage.getItem(key); localStorage.setItem(key, value); } catch (e) {}
    return null;
  };
  GM.load = function (src, done, failed) {
    var css = /css$/.test(src), made = GM.el(css ? "link" : "script");
    if (css) { made.rel = "stylesheet"; made.href = src; } else made.src = src;
    made.onload = done; made.onerror = failed;
    doc.head.appendChild(made);
  };
  GM.labels = function () {
    var out = {};
    GM.all("#toc a").forEach(function (a) { out[(a.hash || "").slice(1)] = a.querySelector("b").textContent; });
    return out;
  };
  function $(selector) { return doc.querySelector(selector); }

  // The styles and the script of sheets, once; `act` says what to do when both are there.
  function want(done, failed) {
    if (GM.acts) { done(); return; }
    GM.load(info.sheetStyle, function () { GM.load(info.sheet, done, failed); }, failed);
  }
  function act(name, at) {
    if (!info.sheet) return false;
    function plain() { if (at && at.href && name !== "peek") location.href = at.href; }
    want(function () { if (!GM.acts[name](at)) plain(); }, plain);
    return true;
  }
  function kind(a) {
    var named = { sz: "settings", ct: "citePage", p: "citeParagraph" }[a.className];
    return named || (a.matches("a.e") ? "erratum" : a.matches("[href='#toc'], .bar .toc") ? $("#toc") && "contents" : a.matches(".text a:not(.u), .con td a") && "preview");
  }

  // Taps. One that asks for a new window is the browser's.
  doc.addEventListener("click", function (e) {
    var a = e.target.closest ? e.target.closest("a, button") : null, what = a && kind(a);
    if (!what || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    if (act(what, a)) e.preventDefault();
  });
  doc.addEventListener("keydown", function (e) {
    var key = e.key, on = doc.activeElement, box = $("#search input"), marks;
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(on.tagName)) return;
    var go = $({ "[": ".bar .pv[rel]", "]": ".bar .nx[rel]", "/": ".bar .sr" }[key] || "[none]");
    // In a comparison from measure to measure.
    if (/[[\]]/.test(key) && $(".step a")) go = ($("#" + CSS.escape(current || "-") + " .step") || $(".step")).querySelector(key === "[" ? "[rel=prev]" : "[rel=next]");
    if (/^Arrow/.test(key) && on.closest(".con")) go = neighbour(on.closest("th, td"), key.slice(5));
    if (go && go.tabIndex < 0) { e.preventDefault(); go.focus(); return; }
    if (go) { e.preventDefault(); if (box && key === "/") box.focus(); else location.href = go.href; }
    else if (key === "t" && $("#toc")) act("contents", $(".bar .toc"));
    else if (key === "c" && info.cite) act("citePage");
    else if (key === "p" && on.href) act("preview", on);
    else if (key === "n" || key === "N") {
      marks = GM.all("main mark");
      if (marks.length) { step = (step + (key === "n" ? 1 : marks.length * 2 - 1)) % marks.length; marks[step].scrollIntoView({ block: "center" }); }
    }
  });

  // From cell to cell of the concordance; what is empty is gone over as well.
  function neighbour(cell, way) {
    var row = cell.parentNode, rows = GM.all(".con tr").filter(function (row) { return row.offsetHeight; }), x = cell.cellIndex, y = rows.indexOf(row);
    if (/t$/.test(way)) x += way === "Left" ? -1 : 1;
    else y += way === "Up" ? -1 : 1;
    var to = rows[y] && rows[y].cells[Math.min(x, rows[y].cells.length - 1)];
    if (to && x >= 0) to.tabIndex = -1;
    return x >= 0 ? to : null;
  }

  // At a desk a reference shows its sheet when the pointer rests on it.
  var rest = 0;
  doc.addEventListener("pointerover", function (e) {
    var a = e.target.closest && e.target.closest("a");
    clearTimeout(rest);
    if (e.pointerType !== "mouse" || innerWidth < 1200) return;
    if (a && kind(a) === "preview") rest = setTimeout(function () { act("peek", a); }, 300);
    else if (GM.acts && !e.target.closest(".pop")) rest = setTimeout(GM.acts.unpeek, 300);
  });

  // Where one is in a long text, and where one was.
  function look() {
    due = 0;
    var at = doc.elementFromPoint(innerWidth / 2, 90), part = at && at.closest(".v, .pair"), id = part && (part.id || part.firstChild.id), bar = $(".bar .toc b");
    if (!id || id === current) return;
    GM.current = current = id;
    names = names || GM.labels();
    if (bar && names[current]) bar.textContent = names[current];
    if (info.doc && scrollY > 400) GM.kept("gm:" + info.doc, JSON.stringify([names[current] || "", location.pathname + "#" + current]));
  }
  if (!info.local && $("#toc")) addEventListener("scroll", function () { due = due || requestAnimationFrame(look); }, { passive: true });
  if (info.local) GM.kept("gmR", JSON.stringify([doc.title.split(" · ").slice(0, 2).join(" · "), location.pathname]));
  if ((info.home || info.doc && !info.local) && !location.hash) try {
    var was = JSON.parse(GM.kept(info.home ? "gmR" : "gm:" + info.doc));
    if (was) GM.load(info.sheetStyle, function () {
      var strip = GM.el("nav", "strip"), a = strip.appendChild(GM.el("a", "", GM.words.resume + was[0] + " ›")), x = strip.appendChild(GM.el("button", "", "×"));
      a.href = was[1];
      strip.setAttribute("aria-label", GM.words.resume.replace(/[：:] *$/, "")); x.setAttribute("aria-label", GM.words.close);
      a.onclick = x.onclick = function () { strip.remove(); };
      doc.body.appendChild(strip);
    });
  } catch (e) {}

  // `?p=2` opens at a paragraph; WeChat drops what follows a #.
  var asked = /[?&]p=([\d.]+)/.exec(location.search), place = asked && doc.getElementById(info.local + "." + asked[1]);
  if (place && !location.hash) { place.classList.add("at"); place.scrollIntoView({ block: "center" }); }

  if (navigator.serviceWorker && /^http/.test(location.protocol) && info.worker) {
    // Here and not in the page: from a disk a manifest is only a complaint in the console.
    var manifest = GM.el("link");
    manifest.rel = "manifest"; manifest.href = info.manifest;
    doc.head.appendChild(manifest);
    setTimeout(function () { navigator.serviceWorker.register(info.worker).catch(function () {}); }, 1500);
  }
})();
