/** Similarities are drawn in this many tints. */
const TINTS = 8;
/** Side of one cell, in units of the drawing. */
const CELL = 4;

function escapeAttribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/**
 * A similarity matrix as a small SVG: one path a tint, one run of it a row, some 3 KB for 20 x 20, where the chart
 * library's rectangles would take fifty. Values at `low` and below are blank, values at 1 are full.
 *
 * @param values n x n, row-major
 * @param order the queries' order, along both sides
 * @param label what a screen reader says; escaped here
 */
export function similarityTile(
  values: readonly number[],
  order: readonly number[],
  low: number,
  label: string,
): string {
  const n = order.length;
  const tintAt = (row: number, column: number) => {
    const strength = (values[order[row]! * n + order[column]!]! - low) / Math.max(1 - low, 1e-9);
    return Math.round(Math.min(1, Math.max(0, strength)) * TINTS);
  };
  const paths: string[] = Array.from({ length: TINTS + 1 }, () => '');
  for (let row = 0; row < n; row++) {
    for (let start = 0; start < n; ) {
      let end = start + 1;
      const tint = tintAt(row, start);
      while (end < n && tintAt(row, end) === tint) end++;
      paths[tint] += `M${start * CELL} ${row * CELL}h${(end - start) * CELL}v${CELL}H${start * CELL}z`;
      start = end;
    }
  }
  const drawn = paths.flatMap((path, tint) =>
    tint === 0 || path === '' ? [] : [`<path d="${path}" fill="var(--accent)" fill-opacity="${tint / TINTS}"></path>`],
  );
  const side = n * CELL;
  return `<svg role="img" aria-label="${escapeAttribute(label)}" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}"><rect width="${side}" height="${side}" fill="var(--soft)"></rect>${drawn.join('')}</svg>`;
}

/** An order in which each query follows the most similar one: greedy, from query 0. `values` is n x n, row-major. */
export function likenessOrder(values: readonly number[], n: number): number[] {
  const order = [0];
  const left = new Set(Array.from({ length: n - 1 }, (_, i) => i + 1));
  while (left.size > 0) {
    const from = order.at(-1)!;
    const next = [...left].reduce((best, each) => (values[from * n + each]! > values[from * n + best]! ? each : best));
    order.push(next);
    left.delete(next);
  }
  return order;
}
