import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { renderPage } from './page.js';
import { sampleFiles, sampleLayers, sampleResults, sampleRun } from './sample-results.contract.js';
import { VIEWS } from './views.js';

const rungs = [0, 1, 2, 3].map((i) => ({ model: `layer ${i}`, rs: 0.5 + i / 50 }));
const results = sampleResults(sampleRun(1, [{ model: 'B', rs: 0.4 }, ...rungs]));
const layers = sampleLayers([
  [0.6, 0.4],
  [0.7, 0.3],
  [0.65, 0.2],
  [0.9, 0.1],
]);
const files = sampleFiles({ ladder: results, layers: results }, layers);
const takes = (view: string) => VIEWS[view]!.takes.replace(/<table>/, 'ladder').replace(/-<set>/g, '');

describe('renderPage', () => {
  it('ends a region that has no end, fills it anew, and leaves the prose', () => {
    const page =
      'Before\n\n<!-- results: table ladder -->\n<!-- results: cost ladder -->\n\nAfter `<!-- results: x -->`\n';
    const { text } = renderPage(page, files);
    expect(text).toMatch(/^Before\n\n<!-- results: table ladder -->\n\n[\s\S]*\n\n<!-- end -->\n\nAfter `[^`]*`\n$/);
    expect(text.match(/<!-- end -->/g)).toHaveLength(2);
    expect(text).toContain('| train/SFT | 2.0 |');
    expect(renderPage(text, files).text).toBe(text);
    expect(renderPage(text.replace(/\| train\/SFT .*\n/, ''), files).text).toBe(text);
  });

  it('fills a mark at the very end', () => {
    expect(renderPage('<!-- results: cost ladder -->', files).text).toMatch(/\| merge [^\n]*\n[\s\S]*<!-- end -->$/);
  });

  it.each([
    ['<!-- results: table nothing -->', 'table nothing -->: experiments/results/nothing.json is not there'],
    ['<!-- results: tables ladder -->', 'no such view. Views: table, aims'],
    ['<!-- results: groups layers -->', 'write groups layers-<set> by-layer-<set>'],
    ['<!-- results: cost ladder -->\n<!-- results: cost ladder -->', 'is there twice'],
  ])('says what is wrong with %s', (page, message) => {
    expect(() => renderPage(page, files)).toThrow(message);
  });

  it.each(Object.keys(VIEWS))('shows %s', (view) => {
    const page = `<!-- results: ${view} ${takes(view)} -->\n`;
    const { text, figures } = renderPage(page, files);
    expect(text).toMatch(/\| --- \||!\[/);
    for (const [file, svg] of figures) {
      expect(text).toContain(`](figures/${file})`);
      expect(XMLValidator.validate(svg)).toBe(true);
      expect(svg).toContain('prefers-color-scheme:dark');
      expect(svg).not.toMatch(/var\(|#a0b0|http(?!:\/\/www\.w3\.org\/2000\/svg)|NaN|undefined/);
    }
  });
});
