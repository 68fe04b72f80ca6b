// Opens the pages of a report folder in Chromium and looks at them as a reader's machine would:
//   node report.mjs DIR [--screenshot FILE] [--most N]
// Every page: no console message, no request but to the folder itself, no script, WCAG 2.2 AA by
// axe-core, no sideways scrolling at 320 px, links that lead somewhere. Exit code 1 names each fault.
import { createRequire } from 'node:module';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const SKIPPED = 77;
let chromium, axe;
try {
  ({ chromium } = require('playwright-core'));
  axe = require.resolve('axe-core/axe.min.js');
} catch {
  console.log('skipped: run `npm ci` in tests/browser first');
  process.exit(SKIPPED);
}
const browserPath = process.env.CHROMIUM || '/usr/bin/chromium';
if (!existsSync(browserPath)) {
  console.log(`skipped: no Chromium at ${browserPath} (set CHROMIUM)`);
  process.exit(SKIPPED);
}

function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

const folder = resolve(process.argv[2] ?? '.');
const most = Number(option('--most') ?? 24);
if (!existsSync(join(folder, 'index.html'))) {
  console.error(`${folder} holds no index.html: give the folder of a report`);
  process.exit(2);
}

function pagesBelow(dir) {
  return readdirSync(dir)
    .sort()
    .flatMap((name) => {
      const path = join(dir, name);
      if (statSync(path).isDirectory()) return pagesBelow(path);
      return name.endsWith('.html') ? [path] : [];
    });
}

// A large report has thousands of pages of a few kinds: the first page, then evenly spread ones.
function sample(pages, n) {
  if (pages.length <= n) return pages;
  const first = join(folder, 'index.html');
  const rest = pages.filter((page) => page !== first);
  return [first, ...Array.from({ length: n - 1 }, (_, i) => rest[Math.floor((i * rest.length) / (n - 1))])];
}

const faults = [];
let current = '';
const fault = (text) => faults.push(`${current}: ${text}`);

async function checkAccessibility(page) {
  // Details are opened first: what they hide must pass as well.
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const result = await page.evaluate((values) => window.axe.run({ runOnly: { type: 'tag', values }, preload: false }), tags);
  for (const violation of result.violations) {
    const where = violation.nodes.slice(0, 3).map((node) => node.target.join(' ')).join('; ');
    fault(`axe ${violation.id} (${violation.impact}): ${violation.help}: ${where}`);
  }
}

async function checkReflow(page, width, spacing) {
  await page.setViewportSize({ width, height: 640 });
  if (spacing) {
    await page.addStyleTag({
      content: '*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-block-end:2em!important}',
    });
  }
  const over = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    const wide = [...document.querySelectorAll('main *')].filter(
      (e) => !e.closest('.scroll,.vh') && e.getBoundingClientRect().right > root.clientWidth + 1);
    return `${root.scrollWidth} px wide: ${wide.slice(0, 3).map((e) => `${e.tagName}.${e.className}`).join(', ')}`;
  });
  if (over) fault(`scrolls sideways at ${width} px${spacing ? ' with wide text spacing' : ''}: ${over}`);
}

async function checkMarkup(page, path) {
  const found = await page.evaluate(() => ({
    scripts: document.querySelectorAll('script,[onclick],[onload],[onerror],iframe,object,embed,img,form').length,
    lang: document.documentElement.lang,
    title: document.title.trim(),
    quoted: document.querySelectorAll('.txt:not([dir]),blockquote:not([dir])').length,
    small: [...document.querySelectorAll('nav a,summary')].filter((e) => {
      const box = e.getBoundingClientRect();
      return box.height > 0 && (box.height < 24 || box.width < 24);
    }).length,
    hrefs: [...document.querySelectorAll('a[href],link[href]')].map((e) => e.getAttribute('href')),
    ids: [...document.querySelectorAll('[id]')].map((e) => e.id),
  }));
  if (found.scripts) fault(`${found.scripts} elements that run or load something`);
  if (!found.lang || !found.title) fault('no language or no title');
  if (found.quoted) fault(`${found.quoted} quoted texts without a direction`);
  if (found.small) fault(`${found.small} targets under 24 px`);
  for (const href of found.hrefs) {
    if (/^(https?|mailto):/.test(href)) continue;
    if (/^[a-z]+:/i.test(href)) {
      fault(`link to ${href}`);
      continue;
    }
    const [file, anchor] = href.split('#');
    if (file === '' && anchor && !found.ids.includes(anchor)) fault(`no place #${anchor} on the page`);
    if (file !== '' && !existsSync(fileURLToPath(new URL(file, pathToFileURL(path))))) fault(`link to nothing: ${href}`);
  }
}

const browser = await chromium.launch({
  executablePath: browserPath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const inside = pathToFileURL(folder).href + '/';
const all = pagesBelow(folder);
const pages = sample(all, most);

// With scripts off, as a mail filter or a careful reader has it: everything must be there.
const still = await browser.newContext({ javaScriptEnabled: false, offline: true });
// With scripts on, so that axe can run; the page's own policy would stop it, hence bypassCSP.
const live = await browser.newContext({ bypassCSP: true, offline: true });
for (const context of [still, live]) {
  context.on('request', (request) => {
    if (!request.url().startsWith(inside)) fault(`asks for ${request.url()}`);
  });
  context.on('console', (message) => fault(`console: ${message.text()}`));
  context.on('weberror', (error) => fault(`error: ${error.error()}`));
  context.on('dialog', (dialog) => {
    fault(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
}

for (const path of pages) {
  current = relative(folder, path);
  const url = pathToFileURL(path).href;
  const quiet = await still.newPage();
  await quiet.goto(url);
  if ((await quiet.locator('main').innerText()).trim().length < 20) fault('nothing to read without scripts');
  await quiet.close();

  const page = await live.newPage();
  await page.goto(url);
  await checkMarkup(page, path);
  await page.addScriptTag({ path: axe });
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await checkAccessibility(page);
  }
  await checkReflow(page, 320, false);
  await checkReflow(page, 320, true);
  await page.close();
  if (statSync(path).size > 220_000) fault(`${statSync(path).size} bytes: too large`);
}

const shot = option('--screenshot');
if (shot) {
  const page = await still.newPage();
  await page.setViewportSize({ width: 1100, height: 1000 });
  await page.goto(pathToFileURL(join(folder, option('--page') ?? 'index.html')).href);
  await page.screenshot({ path: shot });
  console.log(`picture: ${shot}`);
}
await browser.close();

console.log(`${pages.length} of ${all.length} pages looked at, faults: ${faults.length}`);
for (const line of faults) console.log(line);
process.exit(faults.length ? 1 : 0);
