import { randomKey } from '../core/random.js';

/**
 * Maximum number of rows: the ends of intervals have a relative error of about 1 / sqrt(2 rows), one ninetieth of the
 * width.
 */
export const MOST_ROWS = 4096;

/**
 * Sums of named columns by cluster, for a bootstrap over any number of clusters in bounded memory. Up to
 * {@link MOST_ROWS} clusters have a row each. From the next one on a row holds all clusters that share a hash: such groups
 * are as independent as clusters are, and resampling them gives the same standard errors (the grouped bootstrap and
 * jackknife; Efron and Tibshirani 1993, chapter 11).
 */
export class ClusterTotals {
  private readonly rows = new Map<string, number>();
  private columns = new Map<string, Float64Array>();
  private folded = false;

  /** Whether every cluster has a row of its own. */
  get exact(): boolean {
    return !this.folded;
  }

  add(cluster: string, values: Iterable<readonly [column: string, value: number]>): void {
    const row = this.rowOf(cluster);
    for (const [name, value] of values) addTo(this.columns, name, row, value);
  }

  /**
   * The named columns over the rows in which column `present` is not 0, in one order for all; a column that was never added
   * to is 0.
   */
  over(present: string, names: readonly string[]): Float64Array[] {
    const counts = this.columns.get(present) ?? new Float64Array(0);
    const filled = [...counts.keys()].filter((row) => counts[row] !== 0);
    return names.map((name) => {
      const column = this.columns.get(name);
      return Float64Array.from(filled, (row) => column?.[row] ?? 0);
    });
  }

  private rowOf(cluster: string): number {
    if (this.folded) return hashedRow(cluster);
    const known = this.rows.get(cluster);
    if (known !== undefined) return known;
    if (this.rows.size === MOST_ROWS) {
      this.fold();
      return hashedRow(cluster);
    }
    this.rows.set(cluster, this.rows.size);
    return this.rows.size - 1;
  }

  private fold(): void {
    const folded = new Map<string, Float64Array>();
    for (const [cluster, row] of this.rows)
      for (const [name, column] of this.columns) addTo(folded, name, hashedRow(cluster), column[row] as number);
    this.columns = folded;
    this.rows.clear();
    this.folded = true;
  }
}

function addTo(columns: Map<string, Float64Array>, name: string, row: number, value: number): void {
  let column = columns.get(name);
  if (!column) {
    column = new Float64Array(MOST_ROWS);
    columns.set(name, column);
  }
  column[row] = (column[row] as number) + value;
}

const hashedRow = (cluster: string) => randomKey(0, cluster) % MOST_ROWS;
