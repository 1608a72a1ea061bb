import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { METRICS } from '../src/metrics/registry.js';
import { renderReport } from '../src/report/render-report.js';
import type { AnswerPair, ReportData } from '../src/report/report-data.js';
import { sampleData, wholeData } from '../src/report/sample-data.contract.js';
import { chromiumPath, launch } from './browser.js';

const executable = chromiumPath();
if (!executable) {
  console.warn(
    'No Chromium on this machine: the tests of the report in a browser are missed (apt-get install chromium).',
  );
}

const HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(1)>\ud800\u202e<!--';
const MANY = 20_000;

/** 20,000 pairs, every text of them distinct. */
function manyPairs(): ReportData {
  const data = sampleData();
  const pairs = Array.from({ length: MANY }, (_, index): AnswerPair => {
    const pair = data.pairs[index % data.pairs.length]!;
    const own = (text: string) => `${text} ${index}`;
    const models = Object.fromEntries(
      Object.entries(pair.models).map(([model, outcome]) => [
        model,
        { ...outcome, answers: [own(outcome.answers[0]), own(outcome.answers[1])] as [string, string] },
      ]),
    );
    return { ...pair, id: `${index}`, question: own(pair.question), variant: own(pair.variant), models };
  });
  return { ...data, pairs };
}

function hostilePairs(): ReportData {
  const data = sampleData();
  const [first, ...rest] = data.pairs as [AnswerPair, ...AnswerPair[]];
  const outcome = {
    ...first.models.Merged!,
    answers: [HOSTILE, `${HOSTILE}${'x'.repeat(1_000_000)}`],
    rougeLBetween: 0,
  };
  const models = { ...first.models, Merged: outcome as (typeof first.models)[string] };
  return {
    ...data,
    title: HOSTILE,
    pairs: [{ ...first, question: HOSTILE, variant: 'שלום \u200f?', models }, ...rest],
  };
}

describe.runIf(executable)('the report in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unisono-report-'));
  const data = sampleData();
  let browser: Browser;
  /** Console messages, errors, dialogs and requests other than for the file itself: there must be none. */
  let noise: string[];

  beforeAll(async () => {
    for (const [name, each] of Object.entries({
      sample: data,
      whole: wholeData(),
      many: manyPairs(),
      hostile: hostilePairs(),
    }))
      writeFileSync(join(folder, `${name}.html`), renderReport(each));
    browser = await launch(executable!);
  });
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(
    name: 'sample' | 'whole' | 'many' | 'hostile',
    options: BrowserContextOptions = {},
  ): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const url = pathToFileURL(join(folder, `${name}.html`)).href;
    noise = [];
    page.on('console', (message) => noise.push(message.text()));
    page.on('pageerror', ({ message }) => noise.push(message));
    page.on('dialog', async (dialog) => {
      noise.push(dialog.message());
      await dialog.dismiss();
    });
    context.on('request', (request) => request.url() !== url && noise.push(request.url()));
    await page.goto(url);
    return page;
  }
  const count = (page: Page) => page.locator('#pair-count').textContent();
  const judged = data.pairs.filter(({ models }) => models.Merged);

  it('shows the figures of the data, without a message or a request', async () => {
    const page = await open('sample');
    const ladder = await page
      .locator('section[aria-labelledby=ladder-caption] tbody tr')
      .evaluateAll((rows) => rows.map((row) => Array.from(row.querySelectorAll('data'), ({ value }) => Number(value))));
    const expected = data.ladder.rows.map(({ figures, pairs }) => [
      ...METRICS.flatMap(({ name }) => figures[name] ?? []).flatMap(({ value, low, high }) => [value, low, high]),
      pairs,
    ]);
    expect(ladder).toEqual(expected);
    expect(await count(page)).toBe(`${judged.length} of ${data.pairs.length} pairs`);
    const worst = judged.toSorted((x, y) => x.models.Merged!.rougeLBetween - y.models.Merged!.rougeLBetween)[0]!;
    const first = page.locator('article.pair').first();
    expect(await first.locator('tr.asked td').allInnerTexts()).toEqual([worst.question, worst.variant]);
    expect(await first.locator('tbody tr').nth(2).locator('td').allInnerTexts()).toEqual(worst.models.Merged!.answers);
    expect(noise).toEqual([]);
  });

  it('filters by model, kind, outcome and words, and by all of them together', async () => {
    const page = await open('sample');
    const expectShown = async (shown: readonly AnswerPair[]) => {
      await expect.poll(() => count(page)).toBe(`${shown.length} of ${data.pairs.length} pairs`);
      const questions = await page.locator('article.pair tr.asked td:nth-child(2)').allInnerTexts();
      expect(questions.sort()).toEqual(shown.map(({ question }) => question).sort());
    };
    await page.locator('#pair-kind').selectOption({ label: 'other words' });
    const kind = judged.filter((pair) => pair.kind === 'semantic');
    await expectShown(kind);
    await page.locator('#pair-outcome').selectOption('inconsistent');
    await expectShown(kind.filter(({ models }) => models.Merged!.agreement === 'different'));
    await page.locator('#pair-model').selectOption({ label: 'B' });
    const byBase = kind.filter(({ models }) => models.B!.agreement === 'different');
    await expectShown(byBase);
    await page.getByLabel('Words to look for').fill('  BOARD ');
    await expectShown(
      byBase.filter((pair) =>
        JSON.stringify([pair.question, pair.variant, pair.reference, pair.models.B!.answers])
          .toLowerCase()
          .includes('board'),
      ),
    );
    await page.getByLabel('Words to look for').fill('no such words');
    await expectShown([]);
    expect(noise).toEqual([]);
  });

  it('is used by keyboard', async () => {
    const page = await open('many');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the verdict');
    await page.keyboard.press('Enter');
    expect(page.url()).toMatch(/#verdict$/);
    await page.getByLabel('Words to look for').focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('pair-model');
    for (let press = 0; press < 6; press++) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Next');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Pairs, page 2 of 1000');
    expect(await page.locator('article.pair .number').first().textContent()).toBe('21');
    expect(await page.locator('article.pair').count()).toBe(20);
    expect(noise).toEqual([]);
  });

  it('opens 20,000 pairs within 3 seconds', async () => {
    const page = await open('many');
    const opened = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      return navigation!.loadEventEnd;
    });
    expect(await page.locator('html').getAttribute('data-ready')).toBe('true');
    expect(await count(page)).toBe('20\u202f000 of 20\u202f000 pairs');
    expect(opened).toBeGreaterThan(0);
    expect(opened).toBeLessThan(3000);
    const started = performance.now();
    await page.getByLabel('Words to look for').fill('19999');
    await expect.poll(() => count(page), { interval: 20 }).toBe('1 of 20\u202f000 pairs');
    console.info(
      `20,000 pairs: open after ${Math.round(opened)} ms, searched in ${Math.round(performance.now() - started)} ms`,
    );
  });

  it('shows hostile text as text, and a megabyte in its place', async () => {
    const page = await open('hostile', { viewport: { width: 390, height: 800 } });
    const first = page.locator('article.pair').first();
    const shown = '</script><script>alert(1)</script><img src=x onerror=alert(1)>\ufffd[U+202E]<!--';
    expect(await first.locator('tr.asked td').allInnerTexts()).toEqual([shown, 'שלום [U+200F]?']);
    const answers = first.locator('tbody tr').nth(2).locator('td');
    expect(await answers.first().textContent()).toBe(shown);
    await answers.last().locator('summary').click();
    expect(await answers.last().textContent()).toMatch(/more characters not shown/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await page.locator('h1').textContent()).toBe(shown);
    expect(noise).toEqual([]);
  });

  it('lets nothing out, whatever runs in it', async () => {
    const page = await open('sample');
    const outcome = page.evaluate(() =>
      fetch('http://127.0.0.1:9/').then(
        () => 'sent',
        () => 'refused',
      ),
    );
    expect(await outcome).toBe('refused');
    expect(noise.join()).toMatch(/Content Security Policy/);
    const title = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "ran"';
      document.body.append(script);
      return document.title;
    });
    expect(title).toBe(data.title);
  });

  it('reads without its script, on a phone and on paper', async () => {
    const page = await open('sample', { javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
    expect(await page.locator('article.pair').count()).toBe(10);
    expect(await page.locator('noscript p').isVisible()).toBe(true);
    const scripted = await open('sample', { viewport: { width: 390, height: 800 } });
    expect(await scripted.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await scripted.emulateMedia({ media: 'print' });
    expect(await scripted.locator('.filters').isVisible()).toBe(false);
    expect(await scripted.locator('article.pair').first().isVisible()).toBe(true);
    expect(noise).toEqual([]);
  });

  it.each([
    ['light', 1280, undefined],
    ['light', 390, undefined],
    // Only colors can differ.
    ['dark', 1280, ['color-contrast', 'link-in-text-block']],
  ] as const)('has no violation of accessibility rules in %s, %i px wide', async (colorScheme, width, rules) => {
    const page = await open('whole', { colorScheme, viewport: { width, height: 900 } });
    await page.evaluate(() => {
      for (const details of Array.from(document.querySelectorAll('details'))) details.open = true;
    });
    await page.evaluate(axe.source);
    const run = page.evaluate((only) => {
      const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
      return loaded.run(only ? { runOnly: [...only] } : {});
    }, rules);
    const { violations, passes } = await run;
    const told = violations.map(
      ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
    );
    expect(told).toEqual([]);
    expect(passes.length).toBeGreaterThanOrEqual(rules ? 1 : 20);
  });
});
