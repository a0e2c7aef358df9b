(function () {
  "use strict";
  var GM = window.GM = window.GM || {};
  GM.data = {};
  GM.put = function (name, data) { GM.data[name] = data; };
})();
