import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type DType, decode } from '../tensors/dtype.js';
import { openSafetensors } from '../tensors/safetensors.js';
import { readMergeConfig } from './config/read-merge-config.js';
import { planMerge } from './planning/plan-merge.js';
import { closeModels, openPlanned } from './sources/open-models.js';
import { openReader, readValues } from './sources/tensor-reader.js';
import { mergeWhole } from './streaming/whole-tensor.js';

const FOLDER = fileURLToPath(new URL('fixtures/mergekit/', import.meta.url));
const CASES = readdirSync(`${FOLDER}cases`)
  .filter((name) => name.endsWith('.yml'))
  .map((name) => name.slice(0, -'.yml'.length));

/**
 * Methods that only add and multiply element by element take the same steps as mergekit: one unit in the last place of
 * float32. The others divide by norms and sum up whole tensors or ranks, in float32 there and in float64 here: a few units
 * of the largest value that goes into an element (docs/merging.md has them by method), mergekit's being the farther ones from
 * float64.
 */
const REDUCING = /slerp|karcher|model_stock|sce|arcee|rescale|lora|tokenizer-tokens/;
const UNIT: Record<DType, number> = { F32: 2 ** -23, BF16: 2 ** -8, F16: 2 ** -11 };

/** Distance in units in the last place of the larger magnitude, `scale` counted in. */
function units(a: number, b: number, dtype: DType, scale: number): number {
  const size = Math.max(Math.abs(a), Math.abs(b), scale);
  return size === 0 ? 0 : Math.abs(a - b) / (2 ** Math.floor(Math.log2(size)) * UNIT[dtype]);
}

describe('equals mergekit', () => {
  it.each(CASES)('%s', (name) => {
    const config = readMergeConfig(`${FOLDER}cases/${name}.yml`, { cwd: FOLDER });
    const { plan, tokenizer } = planMerge(config);
    const golden = openSafetensors(`${FOLDER}cases/${name}.safetensors`);
    const models = openPlanned(plan.models);
    try {
      expect(plan.tensors.map((tensor) => tensor.name)).toEqual([...golden.tensors.keys()].sort());
      let [worst, atThreshold] = [0, 0];
      for (const tensor of plan.tensors) {
        const { dtype, shape } = golden.tensors.get(tensor.name)!;
        expect({ name: tensor.name, shape: tensor.shape, dtype: tensor.dtype }).toEqual({
          name: tensor.name,
          shape,
          dtype,
        });
        const expected = golden.read(tensor.name);
        const merged = decode(mergeWhole(plan, tensor, models), dtype);
        const inputs = tensor.sources.map((source) =>
          readValues(
            openReader(source, models, tensor.sources, tensor.mapped ? plan.vocabulary : undefined),
            0,
            merged.length,
          ),
        );
        merged.forEach((value, i) => {
          // What cancels out counts too: a result near zero is a difference of larger values.
          const scale = dtype === 'F32' ? Math.max(0, ...inputs.map((input) => Math.abs(input[i]!))) : 0;
          const distance = units(value, expected[i]!, dtype, scale);
          // Where an element lies at the threshold, the last bit of a sum decides whether it is taken.
          if (name === 'arcee_fusion' && distance > 8) atThreshold++;
          else worst = Math.max(worst, distance);
        });
      }
      expect(worst).toBeLessThanOrEqual(REDUCING.test(name) && plan.tensors[0]!.dtype === 'F32' ? 8 : 1);
      expect(atThreshold).toBeLessThanOrEqual(1);
      if (tokenizer === undefined) return;
      const facts = JSON.parse(readFileSync(`${FOLDER}cases/${name}.json`, 'utf8'));
      expect(Object.fromEntries(tokenizer.ids)).toEqual(facts.vocab);
      expect(plan.config.vocab_size).toBe(plan.vocabulary!.size);
    } finally {
      closeModels(models);
      golden.close();
    }
  });
});
