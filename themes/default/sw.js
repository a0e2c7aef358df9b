// Keeps the shell from the start and every page once it was read. Pages come from the
// network while it answers; what has a hash in its name never changes and comes from here.
var SHELL = /*SHELL*/[], OFFLINE = /*OFFLINE*/0, SCOPE = "gangmu:" + self.registration.scope;
var KEPT = SCOPE + /*VERSION*/0, PAGES = SCOPE + "pages", MOST = 400, PATIENCE = 4000;

self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(KEPT).then(function (cache) {
    return Promise.all(SHELL.map(function (path) { return cache.add(path).catch(function () {}); }));
  }).then(function () { return self.skipWaiting(); }));
});

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.map(function (name) {
      if (name.indexOf(SCOPE) === 0 && name !== KEPT && name !== PAGES) return caches.delete(name);
    }));
  }).then(function () { return self.clients.claim(); }).then(function () {
    return self.clients.matchAll({ type: "window" });
  }).then(function (open) {
    return caches.open(PAGES).then(function (cache) {
      return Promise.all(open.map(function (client) { return cache.add(client.url.replace(/[?#].*/, "")).catch(function () {}); }));
    });
  }));
});

function keep(request, response, name) {
  if (!response.ok || response.redirected) return response;
  var copy = response.clone();
  caches.open(name).then(function (cache) {
    return cache.put(request, copy).then(function () { return cache.keys(); }).then(function (keys) {
      if (name === PAGES) keys.slice(0, Math.max(0, keys.length - MOST)).forEach(function (old) { cache.delete(old); });
    });
  });
  return response;
}

function page(request) {
  var path = request.url.replace(/[?#].*/, "");
  var fresh = fetch(request).then(function (response) { return keep(path, response, PAGES); });
  var stored = caches.match(path).then(function (found) { return found || caches.match(OFFLINE); });
  var late = new Promise(function (done) {
    setTimeout(function () { caches.match(path).then(function (found) { if (found) done(found); }); }, PATIENCE);
  });
  return Promise.race([fresh, late]).catch(function () { return stored.then(function (found) { return found || Response.error(); }); });
}

self.addEventListener("fetch", function (event) {
  var request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (/-[0-9a-f]{8,}\.(js|css)$/.test(url.pathname)) {
    event.respondWith(caches.match(request).then(function (found) {
      return found || fetch(request).then(function (response) { return keep(request, response, PAGES); });
    }));
  }
});
