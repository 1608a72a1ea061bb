import { afterEach, describe, expect, it, vi } from 'vitest';
import { EngineSettings, engineConfig, engineFingerprint, openEngine, withoutAddress } from './engine-settings.js';

vi.mock('../engine/ray/worker-package.js', () => ({ workerVersion: () => 'hash of the worker' }));

const configOf = (settings: object) => engineConfig(EngineSettings.parse(settings), (path) => `/at/${path}`);
const ray = (more: object = {}) => configOf({ kind: 'ray', storage: 's', ...more });

describe('what decides a result', () => {
  it('is nothing of the embedded engine on a CPU, and the device elsewhere', () => {
    expect(engineFingerprint(configOf({ workers: 3 }), 'train')).toBeUndefined();
    expect(engineFingerprint(configOf({ device: 'cuda' }), 'generate')).toEqual({ device: 'cuda' });
  });

  it('is not where a cluster is, nor how many share the work', () => {
    const engine = { kind: 'ray', device: 'cpu', precision: 'fp32', worker: 'hash of the worker' };
    expect(engineFingerprint(ray(), 'train')).toEqual({ engine });
    const elsewhere = { address: 'https://head', storage: 't', workers: 8, strategy: 'fsdp', resources: { CPU: 3 } };
    expect(engineFingerprint(ray(elsewhere), 'train')).toEqual({ engine });
    expect(engineFingerprint(ray({ precision: 'bf16' }), 'train')).toEqual({
      engine: { ...engine, precision: 'bf16' },
    });
    // Activations are float32 whatever training is.
    const { precision: _, ...read } = engine;
    expect(engineFingerprint(ray({ precision: 'bf16' }), 'activations')).toEqual({ engine: read });
  });

  it('is the same as with the embedded engine for what a cluster does not do', () => {
    for (const verb of ['generate', 'encode'] as const) {
      expect(engineFingerprint(ray(), verb)).toBeUndefined();
    }
  });
});

describe('withoutAddress', () => {
  it('leaves out where a cluster is, and nothing else', () => {
    const settings = { name: 'x', engine: { kind: 'ray', address: 'https://me:word@head', storage: 's' } };
    expect(withoutAddress(settings)).toEqual({ name: 'x', engine: { kind: 'ray', storage: 's' } });
    expect(withoutAddress({ name: 'x' })).toEqual({ name: 'x' });
  });
});

describe('openEngine', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('opens what is configured, and says where the address of a cluster may stand', async () => {
    vi.stubEnv('UNISONO_RAY_ADDRESS', '');
    vi.stubEnv('RAY_ADDRESS', '');
    expect(() => openEngine(ray())).toThrow('UNISONO_RAY_ADDRESS');
    vi.stubEnv('RAY_ADDRESS', 'http://head:8265');
    for (const [config, name] of [
      [ray(), 'ray'],
      [configOf({}), 'embedded'],
    ] as const) {
      const engine = openEngine(config);
      expect(engine.name).toBe(name);
      await engine.close();
    }
  });
});
