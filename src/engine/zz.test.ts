import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { EmbeddedEngine } from './embedded/embedded-engine.js';
import { TRIPLET_SETTINGS, Workbench } from './testing/workbench.contract.js';

it('probe', async () => {
  const w = new Workbench();
  const e = new EmbeddedEngine(0);
  for (const steps of [30, 40]) {
    let t = performance.now();
    const job = w.training('p' + steps, steps);
    await e.train(job);
    console.log(
      'train',
      performance.now() - t,
      readFileSync(job.log, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((l) => JSON.parse(l).ce.toFixed(3))
        .join(' '),
    );
    t = performance.now();
    const g = w.generation('g' + steps, { model: job.out });
    await e.generate(g);
    console.log('gen', performance.now() - t, readFileSync(g.out, 'utf8'));
  }
  const t = performance.now();
  const job = w.training('t', 8, { settings: TRIPLET_SETTINGS });
  await e.train(job);
  console.log('train', performance.now() - t, readFileSync(job.log, 'utf8'));
  w.remove();
});
