import { describe, expect, it } from 'vitest';
import { sampleData } from '../sample-data.contract.js';
import { drawChart } from './chart.js';
import { kindChart } from './kind-chart.js';
import { ladderChart } from './ladder-chart.js';
import { applyPalette, paint, tint } from './palette.js';
import { averagedPoints, trackCeiling, trainingChart } from './training-chart.js';
import { weightChart } from './weight-chart.js';

const FRAME = { id: 'test', label: 'A "test" <chart>', width: 200, height: 100 };

describe('drawChart', () => {
  const option = {
    xAxis: { type: 'category', data: ['<script>alert(1)</script>', '#a0b0c0'], axisLabel: { interval: 0 } },
    yAxis: { type: 'value' },
    series: [
      { type: 'bar', data: [1, 2], itemStyle: { color: paint('accent') } },
      { type: 'line', data: [1, 2] },
    ],
  };

  it('gives the same bytes every time, without trace of instances', () => {
    const first = drawChart(FRAME, option);
    expect(drawChart(FRAME, option)).toBe(first);
    expect(first).not.toMatch(/zr\d|ecmeta|<style|xmlns|http/);
    expect(first).toMatch(/clip-path="url\(#test-c\d+\)"/);
  });

  it('shows names as text and escapes its label', () => {
    const svg = drawChart(FRAME, option);
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).not.toContain('<script');
    expect(svg).toContain('>#a0b0c0<');
    expect(svg).toContain('aria-label="A &quot;test&quot; &lt;chart&gt;"');
  });
});

describe('applyPalette', () => {
  it('turns placeholders into custom properties and tints into opacities', () => {
    expect(applyPalette(`<path fill="${paint('series-2')}" stroke="${tint(0.5)}">`)).toBe(
      '<path fill="var(--series-2)" stroke="var(--accent)" stroke-opacity="0.502">',
    );
    expect(applyPalette('<path fill="#a0b0ff">')).toBe('<path fill="#a0b0ff">');
  });
});

describe('charts of the report', () => {
  const data = sampleData();

  it('use no color but the palette', () => {
    const { rows } = data.ladder;
    const drawings = [
      ...Object.values(ladderChart(rows)),
      ...Object.values(kindChart(rows.slice(0, 4), Object.keys(data.dataset.pairsByKind))),
      ...Object.values(weightChart(data.weights!)),
      trainingChart(data.training[1]!, { ce: 6, triplet: 1, kl: 1, gradientNorm: 200, learningRate: 1 }, 0),
    ];
    for (const svg of drawings) {
      const visible = svg.replace(/<defs[\s\S]*?<\/defs>/g, '');
      const colors = Array.from(visible.matchAll(/(?:fill|stroke)="([^"]*)"/g), ([, color]) => color!);
      expect(colors.filter((color) => !/^(none|var\(--[\w-]+\))$/.test(color))).toEqual([]);
    }
  });

  it('write every weight into its cell', () => {
    for (const svg of Object.values(weightChart(data.weights!))) {
      const texts = [...svg.matchAll(/>([^<>]*)<\/text>/g)].map(([, text]) => text);
      for (const weight of data.weights!.perLayer.flatMap(({ w }) => w)) expect(texts).toContain(weight.toFixed(2));
    }
  });

  it('say the figures of the ladder in their label', () => {
    expect(ladderChart(data.ladder.rows).wide).toMatch(/aria-label="[^"]*Merged 66\.9 and 13\.8/);
  });
});

describe('averagedPoints', () => {
  it('keeps short curves and averages long ones', () => {
    expect(averagedPoints([[1, 5]], 2)).toEqual([[1, 5]]);
    expect(
      averagedPoints(
        [
          [1, 4],
          [2, 2],
          [3, 1],
          [4, 3],
        ],
        2,
      ),
    ).toEqual([
      [1.5, 3],
      [3.5, 2],
    ]);
  });
});

describe('trackCeiling', () => {
  const curve = (ce: number) => ({
    model: 'm',
    steps: [{ step: 1, ce, triplet: null, learningRate: 0, gradientNorm: 1 }],
  });

  it('is a round number at or above the largest loss', () => {
    expect(trackCeiling([curve(5.2), curve(3)], 'ce')).toBe(6);
    expect(trackCeiling([curve(0.31)], 'ce')).toBe(0.4);
    expect(trackCeiling([curve(2)], 'ce')).toBe(2);
    expect(trackCeiling([curve(2)], 'triplet')).toBe(1);
  });
});
