import { describe, expect, it } from 'vitest';
import { STYLE_SHEET } from './style-sheet.js';

/** The custom properties of the light scheme (the first `:root`) and of the dark one (the second). */
const [light, dark] = Array.from(STYLE_SHEET.matchAll(/:root\{([^}]*)\}/g), ([, body]) =>
  Object.fromEntries(Array.from(body!.matchAll(/--([\w-]+):(#[0-9a-f]{3,6})/g), ([, name, color]) => [name!, color!])),
);

type Rgb = [number, number, number];

function channels(color: string): Rgb {
  const hex = color.length === 4 ? color.replace(/[0-9a-f]/g, '$&$&') : color;
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Rgb;
}

/** Contrast ratio of WCAG 2.2. */
function contrast(first: Rgb, second: Rgb): number {
  const luminance = (rgb: Rgb) => {
    const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const [lighter, darker] = [luminance(first), luminance(second)].sort((x, y) => y - x);
  return (lighter! + 0.05) / (darker! + 0.05);
}

describe.each([
  ['light', light!],
  ['dark', dark!],
])('contrast in the %s scheme', (_, scheme) => {
  const color = (name: string) => channels(scheme[name]!);

  it.each([
    ['ink', 'paper'],
    ['muted', 'paper'],
    ['accent', 'paper'],
    ['accent', 'soft'],
    ['muted', 'soft'],
    ['ink', 'soft'],
    ['ink', 'mark'],
  ])('of %s text on %s is at least 4.5', (text, ground) => {
    expect(contrast(color(text), color(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['series-0', 'series-1', 'series-2', 'series-3', 'mark-line', 'edge'])(
    'of %s on paper is at least 3',
    (name) => {
      expect(contrast(color(name), color('paper'))).toBeGreaterThanOrEqual(3);
    },
  );

  it('of a number on the darkest heat-map cell is at least 4.5', () => {
    const cell = color('paper').map((ground, i) => (ground + color('accent')[i]!) / 2) as Rgb;
    expect(contrast(color('ink'), cell)).toBeGreaterThanOrEqual(4.5);
  });
});
