import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeEngine } from '../engine.contract.js';
import { EngineFixture, EXAMPLES, killAfter } from '../testing/engine-fixture.contract.js';
import { EmbeddedEngine } from './embedded-engine.js';

describeEngine('EmbeddedEngine in the calling thread', () => new EmbeddedEngine(0));

describe('EmbeddedEngine in the calling thread', () => {
  const engine = new EmbeddedEngine(0);
  let fixture: EngineFixture;
  beforeAll(() => {
    fixture = new EngineFixture();
  });
  afterAll(() => fixture.remove());

  it('has one slot, and runs jobs that come together one after the other', async () => {
    expect(engine.slots).toBe(1);
    expect(engine.name).toBe('embedded');
    const order: string[] = [];
    await Promise.all(
      ['first', 'second'].map((folder) => engine.train(fixture.training(folder, 3), () => void order.push(folder))),
    );
    expect(order).toEqual([...Array(3).fill('first'), ...Array(3).fill('second')]);
  });

  it('goes on after a job that failed', async () => {
    const failing = engine.train(fixture.training('failing', 3), killAfter(1));
    const following = engine.train(fixture.training('following', 1));
    await expect(failing).rejects.toThrow('killed');
    await following;
  });

  it('resumes training from its last state and does not begin again', async () => {
    const job = fixture.training('resumed', 7);
    await expect(engine.train(job, killAfter(5))).rejects.toThrow('killed');
    const calls: unknown[] = [];
    await engine.train(job, (...call) => void calls.push(call));
    expect(calls).toHaveLength(1 + 3);
    expect(calls[0]).toEqual([4, 7, 'resumed']);
    expect(calls[1]).toEqual([1, 7, expect.stringMatching(/^loss \d+\.\d\d$/)]);
  });

  it('resumes generation after its last whole batch', async () => {
    const job = fixture.generation('resumed');
    await expect(engine.generate(job, killAfter(4))).rejects.toThrow('killed');
    const calls: unknown[] = [];
    await engine.generate(job, (...call) => void calls.push(call));
    expect(calls).toEqual([
      [4, EXAMPLES.length, 'resumed'],
      [1, EXAMPLES.length],
    ]);
  });
});
