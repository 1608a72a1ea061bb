/**
 * Charts are drawn once, by the server, and must follow the reader's color scheme. So they are drawn in placeholder
 * colors, each of which stands for a custom property of the style sheet and is replaced in the finished SVG.
 */
const PLACEHOLDERS = {
  ink: '#a0b0c0',
  muted: '#a0b0c1',
  rule: '#a0b0c2',
  paper: '#a0b0c3',
  accent: '#a0b0c4',
  'series-0': '#a0b0d0',
  'series-1': '#a0b0d1',
  'series-2': '#a0b0d2',
  'series-3': '#a0b0d3',
} as const;

/** A color of the style sheet that charts use. */
export type PaletteColor = keyof typeof PLACEHOLDERS;

/** The placeholder for the chart library. */
export function paint(color: PaletteColor): string {
  return PLACEHOLDERS[color];
}

/** The accent at `strength` in [0, 1] of its opacity, for cells behind text. */
export function tint(strength: number): string {
  const level = Math.round(Math.min(1, Math.max(0, strength)) * 255);
  return `#a0b1${level.toString(16).padStart(2, '0')}`;
}

const COLORS = new Map(Object.entries(PLACEHOLDERS).map(([name, placeholder]) => [placeholder as string, name]));

/** Replaces the placeholders in the fill and stroke attributes of an SVG by custom properties. */
export function applyPalette(svg: string): string {
  return svg.replace(/ (fill|stroke)="(#a0b[01][0-9a-f]{2})"/g, (whole, attribute: string, color: string) => {
    const name = COLORS.get(color);
    if (name) return ` ${attribute}="var(--${name})"`;
    if (!color.startsWith('#a0b1')) return whole;
    const opacity = (Number.parseInt(color.slice(5), 16) / 255).toFixed(3);
    return ` ${attribute}="var(--accent)" ${attribute}-opacity="${opacity}"`;
  });
}
