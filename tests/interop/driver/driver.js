// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';

/**
 * driver.js chromium|firefox
 *
 * Drives one browser for tests/lib/majutest/browser.py. Standard input has a
 * request a line, {"id", "do", ...}; standard output an answer a line, {"id",
 * "value"} or {"id", "error"}, and, at any time, what the page complained about,
 * {"trouble"}. The first request is "launch". When the input ends, so does the
 * browser.
 */

const fs = require('fs');
const path = require('path');
const readline = require('readline');
const { createRequire } = require('module');

const modules = process.env.MAJU_BROWSER_MODULES;
const load = createRequire(path.join(modules, 'x.js'));
const helpers = fs.readFileSync(path.join(__dirname, 'page.js'), 'utf8');
const axe = fs.readFileSync(path.join(modules, 'axe-core', 'axe.min.js'), 'utf8');

const say = message => process.stdout.write(`${JSON.stringify(message)}\n`);
const trouble = (kind, text) => say({ trouble: kind, text: String(text) });

class Chromium {
  async launch({ folder, args, width, height, permissions, media, init }) {
    const { chromium } = load('playwright-core');

    this.context = await chromium.launchPersistentContext(folder, {
      executablePath: '/usr/bin/chromium',
      args, permissions, headless: true, chromiumSandbox: true,
      viewport: { width, height },
      colorScheme: media.dark ? 'dark' : 'light',
      reducedMotion: media.still ? 'reduce' : 'no-preference',
      locale: media.language,
      // What is in the background is to be so.
      ignoreDefaultArgs: [
        '--mute-audio', '--disable-background-timer-throttling',
        '--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding',
      ],
    });
    this.page = this.context.pages()[0] ?? await this.context.newPage();
    await this.context.addInitScript({ content: init });
    this.context.on('page', page => this.listen(page));
    this.listen(this.page);
    return { version: this.context.browser()?.version() ?? '' };
  }

  listen(page) {
    page.on('pageerror', error => trouble('exception', error.stack ?? error));
    page.on('console', message => {
      if (message.type() === 'error')
        trouble('console', message.text());
    });
    page.on('crash', () => trouble('crash', page.url()));
  }

  async newPage() {
    return this.context.newPage();
  }

  async resize({ width, height }) {
    await this.page.setViewportSize({ width, height });
  }

  // playwright has each page believe that it is in front, and no public way to
  // change that.
  async beHonest() {
    const { delegate } = this.page._connection.toImpl(this.page);

    await delegate._mainFrameSession._client.send(
      'Emulation.setFocusEmulationEnabled', { enabled: false });
  }

  async close() {
    await this.context.close();
  }
}

class Firefox {
  async launch({ folder, prefs, width, height, media, init }) {
    const puppeteer = (load('puppeteer-core')).default;

    this.browser = await puppeteer.launch({
      browser: 'firefox', headless: true, executablePath: '/usr/bin/firefox',
      userDataDir: folder, extraPrefsFirefox: {
        ...prefs,
        'intl.accept_languages': media.language,
        'ui.systemUsesDarkTheme': media.dark ? 1 : 0,
        'layout.css.prefers-color-scheme.content-override': media.dark ? 0 : 1,
        'ui.prefersReducedMotion': media.still ? 1 : 0,
      },
      defaultViewport: { width, height },
    });
    this.init = init;
    this.size = { width, height };
    this.page = (await this.browser.pages())[0] ?? await this.browser.newPage();
    await this.listen(this.page);
    // It was there before the default was known.
    await this.page.setViewport(this.size);
    return { version: await this.browser.version() };
  }

  async listen(page) {
    page.on('pageerror', error => trouble('exception', error.stack ?? error));
    page.on('console', message => {
      if (message.type() === 'error')
        trouble('console', message.text());
    });
    await page.evaluateOnNewDocument(this.init);
  }

  async newPage() {
    const page = await this.browser.newPage();

    await this.listen(page);
    await page.setViewport(this.size);
    return page;
  }

  async resize({ width, height }) {
    this.size = { width, height };
    await this.page.setViewport({ width, height });
  }

  async close() {
    await this.browser.close();
  }
}

const browser = new { chromium: Chromium, firefox: Firefox }[process.argv[2]]();

// The page may have been left since: then it has no helpers.
async function inPage(expression) {
  const evaluate = text => browser.page.evaluate(text);

  if (!await evaluate('Boolean(window.majuTest)')) {
    await evaluate(axe + '; undefined');
    await evaluate(helpers + '; undefined');
  }
  return evaluate(expression);
}

const call = (name, ...args) =>
  inPage(`majuTest.${name}(${args.map(arg => JSON.stringify(arg) ?? 'undefined').join(', ')})`);

const requests = {
  launch: request => browser.launch(request),
  resize: request => browser.resize(request),
  async open({ url }) {
    await browser.page.goto(url, { waitUntil: 'load' });
  },
  async reload() {
    await browser.page.reload({ waitUntil: 'load' });
  },
  evaluate: ({ expression }) => inPage(expression),
  call: ({ name, args }) => call(name, ...args),
  // By the pointer, where it is: what lies above it would be hit instead. Some
  // of a page shows itself, or stops moving, only when the pointer comes.
  async click({ role, name, index, seconds }) {
    const until = Date.now() + 1000 * seconds;
    let before = {};

    for (;;) {
      const point = await call('pointOf', role, name, index);

      if (point.x !== undefined) {
        await browser.page.mouse.move(point.x - 1, point.y);
        await browser.page.mouse.move(point.x, point.y);
      }
      if (!point.problem && point.x === before.x && point.y === before.y) {
        await browser.page.mouse.click(point.x, point.y);
        // It may have moved away at the last moment; or led to another page.
        if (await browser.page.evaluate('window.majuTest?.wasPressed() ?? true'))
          return;
      }
      if (Date.now() > until)
        throw new Error(point.problem ?? `${role} ${name} is never hit`);
      before = point;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  },
  // With others held, as in Control+d.
  async key({ key }) {
    const { keyboard } = browser.page;
    const held = key.split('+');
    const last = held.pop();

    for (const name of held)
      await keyboard.down(name);
    await keyboard.press(last);
    for (const name of held.reverse())
      await keyboard.up(name);
  },
  type: ({ text }) => browser.page.keyboard.type(text),
  async screenshot({ path: file }) {
    await browser.page.screenshot({ path: file });
  },
  // Another tab before this one, which is hidden then, and back.
  async hide() {
    await browser.beHonest?.();
    browser.hidden = browser.page;
    browser.front = await browser.newPage();
    await browser.front.goto('about:blank');
    await browser.front.bringToFront();
  },
  async show() {
    await browser.hidden.bringToFront();
    await browser.front.close();
  },
  async closeTab() {
    const page = browser.page;

    browser.page = await browser.newPage();
    await page.close({ runBeforeUnload: false });
  },
  close: () => browser.close(),
};

async function serve(line) {
  const { id, do: name, ...request } = JSON.parse(line);

  try {
    say({ id, value: await requests[name](request) ?? null });
  } catch (error) {
    say({ id, error: error.stack ?? String(error) });
  }
  if (name === 'close')
    process.exit(0);
}

process.on('unhandledRejection', error => trouble('driver', error.stack ?? error));
const input = readline.createInterface({ input: process.stdin });

input.on('line', serve);
input.on('close', async () => {
  await browser.close().catch(() => {});
  process.exit(0);
});
