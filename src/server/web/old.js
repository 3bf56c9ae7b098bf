// SPDX-License-Identifier: GPL-3.0-or-later

/* In the language of the oldest browsers: tells who cannot read the rest. */
(function () {
  var script = document.createElement('script');
  var words = document.getElementById('old');

  // Those that can read the rest have put it in place of these words.
  if (!words)
    return;
  if (!('noModule' in script) || !window.RTCPeerConnection ||
      !window.HTMLDialogElement || !('popover' in document.body))
    words.hidden = false;
})();
