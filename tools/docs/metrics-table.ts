import { METRICS } from 'unisono/metrics';

const TAKES = { pair: 'pair', answer: 'answer', group: 'question', corpus: 'all answers' } as const;

/** Every metric of the registry with its definition, as docs/metrics.md has them. */
export function metricsTable(): string {
  const rows = METRICS.map((metric) => {
    const { name, label, takes, definition, equals, version } = metric;
    return `| ${label} (\`${name}\`) | ${TAKES[takes]} | ${definition} | ${equals || 'our definition'} | ${version} |`;
  });
  const head = '| figure | a value per | definition | equals | version |';
  return [head, '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}
