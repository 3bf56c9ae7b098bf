// SPDX-License-Identifier: GPL-3.0-or-later

/* In the language of the oldest browsers: tells who cannot read the rest, and
 * loads the page again where not all of it came, as after a change of the
 * network. What failed once is not asked for again in the same document. */
(function () {
  var WAITS_MS = [500, 1500, 4000, 8000];
  var tries = history.state && history.state.tries || 0;
  var planned = false;

  function find(id) {
    return document.getElementById(id);
  }

  function isOld() {
    return !('noModule' in document.createElement('script')) ||
           !window.RTCPeerConnection || !window.HTMLDialogElement ||
           !('popover' in document.documentElement);
  }

  // In place of the page that is here the browser would show its own.
  function reload() {
    fetch('/web/main.js').then(function (answer) {
      if (!answer.ok)
        throw new Error(answer.status);
      history.replaceState({ tries: tries }, '');
      location.reload();
    }).catch(function () {
      planned = false;
      plan();
    });
  }

  function plan() {
    if (planned)
      return;
    planned = true;
    if (tries < WAITS_MS.length)
      setTimeout(reload, WAITS_MS[tries++]);
    else if (find('late'))
      find('late').className = 'now';
  }

  // The page has put itself in place of these words when it was complete, but
  // for its looks.
  function failed(event) {
    var what = event.target;

    if (isOld() || what.tagName === 'IMG')
      return;
    if (find('late') || what.rel === 'stylesheet')
      plan();
  }

  addEventListener('error', failed, true);
  addEventListener('unhandledrejection', failed);
  addEventListener('DOMContentLoaded', function () {
    var late = find('late');

    if (late && isOld()) {
      find('old').hidden = false;
      late.parentNode.removeChild(late);
    } else if (late)
      late.querySelector('button').onclick = function () {
        tries = 0;
        reload();
      };
  });
})();
