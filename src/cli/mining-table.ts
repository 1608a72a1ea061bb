import type { Mining } from '../mining/mining.js';

/** The result of mining for a terminal: kinds by traffic and, if the log has answers, their agreement. */
export function miningTable({ log, groups, grouped, kinds }: Mining): string {
  const width = Math.max(...kinds.map(({ kind }) => kind.length), 4);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(8);
  const rows = kinds.map(({ kind, wordings, asked, share, answered, consistency }) => {
    const interval = consistency
      ? `${consistency.value.toFixed(3)} [${consistency.low.toFixed(2)}, ${consistency.high.toFixed(2)}] of ${answered}`
      : '';
    return `${kind.padEnd(width)} ${String(wordings).padStart(9)} ${String(asked).padStart(9)} ${percent(share)}  ${interval}`;
  });
  const head = `${'kind'.padEnd(width)} ${'wordings'.padStart(9)} ${'asked'.padStart(9)} ${'share'.padStart(8)}  answers agree`;
  const counted = `${log.asked} queries, ${log.distinct} distinct, ${log.canonical} in canonical form`;
  return [
    counted,
    `${groups} groups hold ${grouped.queries} distinct queries, asked ${grouped.asked} times`,
    '',
    ...[head, ...rows].map((line) => line.trimEnd()),
  ].join('\n');
}
