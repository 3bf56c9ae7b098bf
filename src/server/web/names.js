// SPDX-License-Identifier: GPL-3.0-or-later

const MAX_NAME = 64;            // code points
const MAX_TEXT = 4000;

// More marks on one letter are not writing but a mess over the window.
const MAX_MARKS = 4;

const isSpace = /[\p{Z}\t\n\f\r\u0085]/u;
const isMark = /\p{M}/u;

// What cannot be seen, is there to move what can, or stands for nothing though
// Unicode calls it a letter, a symbol or a mark.
const isHidden = new RegExp(
  '[\\p{C}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u2800\\u3164' +
  '\\ufe00-\\ufe0f\\uffa0\\u{e0000}-\\u{e0fff}]', 'u');

function foldLine(text) {
  let out = '';
  let space = false;
  let marks = MAX_MARKS;

  for (const char of text) {
    if (isSpace.test(char)) {
      space = out !== '';
      marks = MAX_MARKS;
      continue;
    }
    if (isHidden.test(char))
      continue;
    if (!isMark.test(char))
      marks = 0;
    else if (marks++ >= MAX_MARKS)
      continue;
    out += (space ? ' ' : '') + char;
    space = false;
  }
  return out;
}

/** As PROTOCOL.md, "Names", has it; may come out empty. */
export function cleanName(name) {
  const folded = foldLine(foldLine(name.toWellFormed()).normalize('NFC'));

  return [...folded].slice(0, MAX_NAME).join('').replace(/ +$/, '');
}

/** Of a chat: without what would spoil how it is shown. */
export function cleanText(text) {
  let out = '';
  let length = 0;
  let marks = 0;

  for (let char of text.toWellFormed().replaceAll('\r\n', '\n')) {
    if (length === MAX_TEXT)
      break;
    if (char === '\t')
      char = ' ';
    else if (char === '\r')
      char = '\n';
    else if (/\p{Cc}/u.test(char) && char !== '\n')
      continue;
    if (isMark.test(char)) {
      if (marks++ >= MAX_MARKS)
        continue;
    } else if (!/\p{Cf}/u.test(char)) {
      marks = 0;
    }
    out += char;
    length++;
  }
  return out.replace(/[ \t-\r]+$/, '');
}
