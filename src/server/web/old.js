// SPDX-License-Identifier: GPL-3.0-or-later

/* In the language of the oldest browsers: tells who cannot read the rest. */
(function () {
  var script = document.createElement('script');

  if (!('noModule' in script) || !window.RTCPeerConnection ||
      !window.HTMLDialogElement || !('popover' in document.body))
    document.getElementById('old').hidden = false;
})();
