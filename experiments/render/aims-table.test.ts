import { expect, it } from 'vitest';
import { aimsView } from './aims-table.js';
import { sampleResults, sampleRun } from './sample-results.contract.js';

const table = (merged: number) =>
  aimsView(
    sampleResults(
      sampleRun(1, [
        { model: 'B', rs: 0.4 },
        { model: 'SEM', rs: 0.5 },
        { model: 'SPA', rs: 0.5 },
        { model: 'ALL', rs: 0.6 },
        { model: 'Merged', rs: merged },
      ]),
    ),
  );

it('tells what was met, what was missed, and what was not measured', () => {
  const met = table(0.65);
  expect(met).toContain('| .400 to .650, +63 %: met |');
  expect(met).toContain('| .500, SEM .500 (+.000): met |');
  expect(met).toContain('| .650, ALL .600: met |');
  expect(met).toContain('| < .001: met |');
  expect(met).toContain('at least +140 % | not measured |');
  const missed = table(0.5);
  expect(missed).toContain('| .400 to .500, +25 %: **missed** |');
  expect(missed).toContain('| .500, ALL .600: **missed** |');
  expect(missed).toContain('| .400: **missed** |');
});
