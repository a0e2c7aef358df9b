// Put on each page by `gangmu serve`, and by nothing else: reloads the page when the site has
// changed, at the place where its reader was, and shows what `gangmu check` found.
(function () {
  "use strict";
  var self = document.currentScript;
  var base = self.src.replace(/reload\.js.*$/, "");
  var generation = Number(self.getAttribute("data-generation"));
  var key = "gangmu-place";

  // The first block in view and how far down it stands; lines above may come or go.
  function remember() {
    var blocks = document.querySelectorAll("[id]");
    for (var i = 0; i < blocks.length; i++) {
      var box = blocks[i].getBoundingClientRect();
      if (box.bottom > 0 && box.height > 0 && box.height < innerHeight * 2) {
        sessionStorage.setItem(key, JSON.stringify({ page: location.pathname, id: blocks[i].id, top: box.top, y: scrollY }));
        return;
      }
    }
    sessionStorage.setItem(key, JSON.stringify({ page: location.pathname, id: "", top: 0, y: scrollY }));
  }

  function restore() {
    var place = JSON.parse(sessionStorage.getItem(key) || "null");
    if (!place || place.page !== location.pathname) return;
    var block = place.id && document.getElementById(place.id);
    if (block) scrollBy(0, block.getBoundingClientRect().top - place.top);
    else scrollTo(0, place.y);
  }

  function element(name, text, style) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    for (var property in style) made.style[property] = style[property];
    return made;
  }

  // On a phone the theme's bar stands at the bottom: the panel stands on it.
  function clear() {
    var bar = document.querySelector(".bar"), box = bar && getComputedStyle(bar);
    return box && box.position === "fixed" && box.bottom === "0px" ? bar.offsetHeight + "px" : "0";
  }

  function panel(state) {
    var old = document.getElementById("gangmu-findings");
    var open = old ? old.open : state.stopped;
    if (old) old.remove();
    if (!state.findings.length) return;
    var box = element("details", "", {
      position: "fixed", left: "0", right: "0", bottom: clear(), zIndex: "2147483647", maxHeight: "45vh", overflow: "auto",
      background: "#fffbe6", color: "#222", borderTop: "2px solid " + (state.stopped ? "#b00020" : "#a66f00"),
      font: "14px/1.5 system-ui, sans-serif", padding: "4px 12px", textAlign: "left"
    });
    box.id = "gangmu-findings";
    box.open = open;
    box.appendChild(element("summary", state.sentence + (state.stopped ? " — the page shows the last good state" : ""), { cursor: "pointer", padding: "6px 0", color: "inherit" }));
    state.findings.forEach(function (found) {
      var row = element("div", "", { padding: "4px 0", borderTop: "1px solid #ddd" });
      if (found.path) row.appendChild(element("code", found.path + ":" + found.line + ":" + found.column + " ", { color: "#555" }));
      row.appendChild(element("strong", found.severity + "[" + found.rule + "] ", { color: found.severity === "error" ? "#b00020" : "#7a5200" }));
      row.appendChild(document.createTextNode(found.message));
      if (found.help) row.appendChild(element("div", "help: " + found.help, { color: "#555" }));
      box.appendChild(row);
    });
    if (state.more) box.appendChild(element("div", "and " + state.more + " more; see the terminal", { padding: "4px 0" }));
    document.body.appendChild(box);
  }

  // POST, because browsers name the asking page in the Origin header only then.
  function ask(after) {
    fetch(base + "changes?after=" + after, { method: "POST", cache: "no-store" }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    }).then(function (state) {
      if (state.generation !== generation) {
        remember();
        location.reload();
        return;
      }
      panel(state);
      ask(state.report);
    }).catch(function () {
      // The program was stopped, or started again with another path: try, then reload the page.
      setTimeout(again, 1000);
    });
  }

  function again() {
    fetch(location.href, { cache: "no-store" }).then(function () { remember(); location.reload(); }, function () { setTimeout(again, 1000); });
  }

  restore();
  addEventListener("load", function () { restore(); sessionStorage.removeItem(key); });
  ask(-1);
})();
