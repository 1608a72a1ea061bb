import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Part } from '../evaluation/causes/causes.js';
import type { Estimate } from '../metrics/figure.js';
import { METRICS } from '../metrics/registry.js';
import { renderReport } from './render-report.js';
import type { PairOutcome } from './report-data.js';
import { sampleData, wholeData } from './sample-data.contract.js';
import { STATIC_PAIRS } from './sections/pairs-section.js';

const page = renderReport(sampleData());

/** The exact figures of the table whose caption has `id`, row by row. */
function tableFigures(html: string, id: string): number[][] {
  const table = new RegExp(`<caption id="${id}">[\\s\\S]*?</table>`).exec(html)![0];
  const rows = table.slice(table.indexOf('<tbody>')).split('<tr').slice(1);
  return rows.map((row) => Array.from(row.matchAll(/<data value="([^"]*)">/g), ([, value]) => Number(value)));
}

const ends = ({ value, low, high }: Estimate) => [value, low, high];
const agree = ({ agreement }: PairOutcome) => agreement === 'same' || agreement === 'alike';

describe('renderReport: figures equal the data', () => {
  const data = sampleData();

  it('in the ladder', () => {
    const expected = data.ladder.rows.map(({ figures, pairs }) => [
      ...METRICS.flatMap(({ name }) => figures[name] ?? []).flatMap(ends),
      pairs,
    ]);
    expect(tableFigures(page, 'ladder-caption')).toEqual(expected);
  });

  it('in the differences', () => {
    const shown = tableFigures(page, 'differences-caption').flat();
    const { differences } = data.ladder;
    for (const difference of differences) expect(shown).toEqual(expect.arrayContaining(ends(difference)));
    expect(shown).toHaveLength(differences.length * 3 + differences.length / 3);
  });

  it('by kind, in the layers and in the training', () => {
    const kinds = ['how-form', 'pronoun', 'number', 'article', 'punctuation', 'semantic'];
    expect(tableFigures(page, 'kinds-caption')).toEqual(
      kinds.map((kind) => [
        data.dataset.pairsByKind[kind],
        ...data.ladder.rows.flatMap(({ byKind }) =>
          [byKind[kind]!.figures.rs!, byKind[kind]!.figures.bothRight!].flatMap(ends),
        ),
      ]),
    );
    expect(tableFigures(page, 'weights-caption')).toEqual(
      data.weights!.perLayer.map(({ d, inv, r, w }) => d.flatMap((_, k) => [d[k], inv[k], r[k], w[k]])),
    );
    const [first] = data.training;
    const rates = first!.steps.map(({ learningRate }) => learningRate);
    const norms = first!.steps.map(({ gradientNorm }) => gradientNorm).toSorted((x, y) => x - y);
    expect(tableFigures(page, 'training-caption')[0]).toEqual([
      first!.steps.length,
      first!.steps[0]!.ce,
      first!.steps.at(-1)!.ce,
      Math.max(...rates),
      norms[Math.floor(norms.length / 2)],
    ]);
  });

  it('in a training with the symmetric KL, where there is one', () => {
    const all = data.training.find(({ model }) => model === 'ALL')!;
    const steps = all.steps.map((step, i) => ({ ...step, kl: i === all.steps.length - 1 ? null : 0.5 / (i + 1) }));
    const more = renderReport({ ...data, training: [...data.training, { model: 'ALL+KL', steps }] });
    const rows = tableFigures(more, 'training-caption');
    expect(rows.at(-1)).toContain(steps.at(-2)!.kl);
    expect(rows.slice(0, -1)).toEqual(tableFigures(page, 'training-caption'));
    expect(more).toContain('symmetric KL between wordings');
    expect(page).not.toContain('ymmetric KL');
  });

  it('by contexts and in the costs', () => {
    const same = data.pairs.filter(({ sameContexts }) => sameContexts);
    const broken = same.filter(({ models }) => !agree(models.Merged!)).length;
    expect(tableFigures(page, 'causes-caption').at(-1)!.slice(0, 3)).toEqual([
      broken / same.length,
      broken,
      same.length,
    ]);
    const known = data.costs.map(({ seconds, peakBytes, tokens, flops }) =>
      [seconds, peakBytes, tokens, flops].filter((value) => value !== null),
    );
    expect(tableFigures(page, 'cost-caption').slice(0, -1)).toEqual(known);
    expect(tableFigures(page, 'cost-caption').at(-1)![0]).toBeCloseTo(0.8 + 61.25 + 24.5, 9);
  });

  it('by cause, by kind and in the cross table, with every interval that the ladder has', () => {
    const whole = wholeData();
    const html = renderReport(whole);
    const part = (each: Part) => [each, each.share!].flatMap(ends);
    expect(tableFigures(html, 'parts-caption')).toEqual(
      whole.ladder.rows.map(({ causes }) => {
        const { endToEnd, parts } = causes!.rs;
        const of = [parts.retriever, parts.generator, parts.noise].flatMap((each) => part(each!));
        return [...ends(endToEnd), ...of];
      }),
    );
    const { same, overlap, jaccard, rbo } = whole.ladder.rows[0]!.causes!.retriever!;
    expect(tableFigures(html, 'stability-caption')).toEqual([[same, overlap, jaccard, rbo].flatMap(ends)]);
    const { consistent, inconsistent } = whole.ladder.rows[0]!.crossTable;
    const cells = [consistent, inconsistent].flatMap((each) => [each.bothRight, each.oneRight, each.noneRight]);
    const pairs = cells.reduce((sum, cell) => sum + cell.pairs, 0);
    const shown = cells.flatMap(({ pairs, share: { low, high } }) => [pairs, low, high]);
    expect(tableFigures(html, 'right-caption')[0]).toEqual([...shown, pairs]);
    expect(tableFigures(html, 'further-caption')[0]).toHaveLength(10);
    expect(tableFigures(html, 'groups-caption')[0]).toHaveLength(13);
    expect(tableFigures(html, 'kind-differences-rs')[0]).toEqual([60, 0.1, 0.1 - 0.08, 0.1 + 0.08]);
    const byCause = ['endToEnd', 'retriever', 'generator', 'noise'].flatMap((cause) => {
      return ends(whole.ladder.causeDifferences!.find(({ what }) => what === cause)!);
    });
    expect(tableFigures(html, 'cause-differences')).toEqual([[whole.dataset.pairs, ...byCause]]);
  });

  it('and BERTScore is never a number', () => {
    expect(page.match(/<td class="not-measured">not measured<\/td>/g)).toHaveLength(data.ladder.rows.length);
  });
});

describe('renderReport: one self-contained page', () => {
  it('allows its own script by hash and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!.replaceAll('&#39;', "'");
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)![1]!;
    const hash = createHash('sha256').update(script).digest('base64');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'sha256-${hash}'`);
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<script id="pair-data" type="application\/json">/g)).toHaveLength(1);
  });

  it('refers to nothing outside itself', () => {
    const [script] = /<script>[\s\S]*?<\/script>/.exec(page)!;
    const markup = page.replace(script, '');
    expect(/https?:|\/\/[a-z]/i.exec(markup)).toBeNull();
    expect(/<(link|img|iframe|object|embed|base|form)\b|\ssrc=|@import|srcset/i.exec(markup)).toBeNull();
    // The script names two XML namespaces, as every script that makes elements does.
    const addresses = script.match(/\w+:\/\/[^"'`]*/g)!;
    expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([]);
    expect(/\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|eval)\b|\bimport\(/.exec(script)).toBeNull();
    for (const [, target] of page.matchAll(/\shref="([^"]*)"/g)) expect(target).toMatch(/^#/);
    for (const [, target] of page.matchAll(/url\(([^)]*)\)/g)) expect(target).toMatch(/^#/);
  });

  it('has an anchor for every link and no id twice', () => {
    const ids = Array.from(page.matchAll(/\sid="([^"]*)"/g), ([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const used = page.matchAll(/(?:href="#|aria-labelledby="|url\(#)([^")]*)/g);
    for (const [, id] of used) expect(ids).toContain(id);
  });

  it('is read by a screen reader: language, one h1, captions, scopes, labeled charts', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page.match(/<h1/g)).toHaveLength(1);
    const tables = page.match(/<table>[\s\S]*?<\/table>/g)!;
    for (const table of tables.filter((each) => !each.includes('class="asked"'))) expect(table).toContain('<caption');
    for (const [header] of page.matchAll(/<th\b[^>]*>/g)) expect(header).toContain('scope="');
    for (const [svg] of page.matchAll(/<svg\b[^>]*>/g)) expect(svg).toMatch(/role="img" aria-label="[^"]+"/);
  });

  it('is the same for the same data', () => {
    expect(renderReport(sampleData())).toBe(page);
  });

  it('follows its reading order, and shows the worst pairs without its script', () => {
    const analysis = ['ladder', 'kinds', 'causes', 'right', 'weights', 'training', 'cost'];
    const order = ['verdict', 'findings', ...analysis, 'pairs', 'made'];
    const at = order.map((id) => page.indexOf(`<section id="${id}"`));
    expect(at).toEqual([...at].sort((x, y) => x - y));
    expect(page.match(/<article class="pair"/g)).toHaveLength(STATIC_PAIRS);
  });
});

describe('renderReport: thin and large data', () => {
  it('says what is missing instead of failing', () => {
    const data = sampleData();
    const row = { ...data.ladder.rows[0]!, byKind: {} };
    const html = renderReport({
      ...data,
      ladder: { ...data.ladder, rows: [row], differences: [] },
      dataset: { ...data.dataset, pairsByKind: {} },
      ...{
        weights: null,
        training: [],
        pairs: [],
        settings: {},
        hashes: {},
        similarities: null,
        costs: [],
      },
    });
    expect(html).toContain('This run made no merge');
    expect(html).toContain('This run recorded no training');
    expect(html).toContain('No pairs were recorded');
    expect(html).toContain('has no figures by kind');
  });

  it('says that no finding is supported', () => {
    const data = sampleData();
    const { figures } = data.ladder.rows[0]!;
    const bothRight = { ...figures.bothRight, value: 0.4, low: 0.35, high: 0.45 };
    const row = { ...data.ladder.rows[0]!, byKind: {}, figures: { ...figures, bothRight } };
    const quiet = {
      ...data,
      ladder: { ...data.ladder, rows: [row], differences: [] },
      differences: [],
      pairs: [],
      similarities: null,
    };
    expect(renderReport(quiet)).toContain('No finding: no interval supports one');
  });

  it('shows "no pairs" for a kind that a model has no figures of', () => {
    const data = sampleData();
    data.ladder.rows[0]!.byKind.article = { pairs: 0, emptyPairs: 0, figures: {} };
    expect(renderReport(data)).toContain('<td class="not-measured">no pairs</td>');
  });

  it('carries every text of 20,000 pairs once', () => {
    const data = sampleData();
    const pairs = Array.from({ length: 20_000 }, (_, index) => ({ ...data.pairs[index % data.pairs.length]! }));
    const started = performance.now();
    const html = renderReport({ ...data, pairs });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(html.length).toBeLessThan(3_000_000);
    expect(html).toContain('All 20\u202f000 pairs');
  });

  it('refuses data that do not fit', () => {
    expect(() => renderReport({ ...sampleData(), seed: 1.5 })).toThrow(/seed/);
  });
});
