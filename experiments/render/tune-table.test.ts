import { expect, it } from 'vitest';
import { sampleTuning } from './sample-results.contract.js';
import { tuneView } from './tune-table.js';

it('shows the trials best first, what breaks the guard, and what is taken', () => {
  const text = tuneView(sampleTuning);
  const [first, second] = text.split('\n').filter((line) => /^\| [*]*uniform/.test(line));
  expect(first).toContain('| uniform 0.5, p 0.2 | .700 [.650, .750]');
  expect(first).toContain('.400 [.350, .450] (below the guard) |');
  expect(first).toContain('| +.100 [+.050, +.150] |');
  expect(second).toContain('| **uniform 0.4, p 0.2** |');
  expect(text).toContain('at least .490, that of the best specialist (SEM) less 0.01');
  expect(text).toContain('takes "uniform 0.4, p 0.2". No per-layer weights were tried.');
});
