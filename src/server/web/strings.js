// SPDX-License-Identifier: GPL-3.0-or-later

/** The person's language: the first of the browser's that the page speaks. */
export let language = navigator.languages
  ?.map(name => name.slice(0, 2).toLowerCase())
  .find(name => name === 'en' || name === 'ko') ?? 'en';

let { words, safetyNames } = await import(`./words-${language}.js`);

document.documentElement.lang = language;

/** Speaks another language from now on. */
export async function setLanguage(name) {
  ({ words, safetyNames } = await import(`./words-${name}.js`));
  language = name;
  document.documentElement.lang = name;
}

/** What is said for @key in the person's language. Each %s becomes the next of
 *  @values, which may be written in any direction without moving the rest. */
export function t(key, ...values) {
  return words[key].replaceAll('%s', () => `\u2068${values.shift()}\u2069`);
}

/** Whether there are words for @key, which comes from elsewhere. */
export function has(key) {
  return Object.hasOwn(words, key);
}

/** What the safety word with that number is called. */
export function safetyName(index) {
  return safetyNames.split(',')[index];
}

/** How long something has taken: minutes and seconds, and hours. */
export function duration(milliseconds) {
  const two = n => String(n).padStart(2, '0');
  const seconds = Math.floor(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = two(seconds % 60);

  return hours > 0 ? `${hours}∶${two(minutes % 60)}∶${rest}`
                   : `${minutes}∶${rest}`;
}
