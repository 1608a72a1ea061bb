import { hubIdOf } from '../../hub/hub-cache.js';
import { METHODS } from '../methods/registry.js';
import type { MergePlan } from '../planning/merge-plan.js';
import type { Manifest } from './manifest.js';
import type { MergeSummary } from './merge-summary.js';

/** README.md of a merged model, with the metadata that the Hugging Face hub reads. */
export function modelCard(name: string, plan: MergePlan, manifest: Manifest, { layerWeights }: MergeSummary): string {
  const method = METHODS.get(plan.method)!;
  // A folder may look like a hub id; only folders of the cache are from the hub.
  const hub = plan.models.flatMap(({ dir }) => hubIdOf(dir)?.name ?? []);
  const metadata = [
    '---',
    'library_name: transformers',
    'tags: [merge, unisono]',
    ...(hub.length > 0 ? [`base_model: [${hub.join(', ')}]`] : []),
    '---',
  ];
  const models = manifest.models.map(({ reference, files }, m) => {
    const role = m === plan.donor ? ' (configuration and tokenizer)' : '';
    const list = files.map(({ file, bytes, sha256, sample_sha256: sample }) =>
      sha256
        ? `  - ${file}, ${bytes} bytes, sha256 ${sha256}`
        : `  - ${file}, ${bytes} bytes, sampled sha256 ${sample}`,
    );
    return [`- ${code(reference)}${role}`, ...list].join('\n');
  });
  const sampled = manifest.models.some(({ files }) => files.some(({ sample_sha256: sample }) => sample));
  return [
    ...metadata,
    '',
    `# ${name}`,
    '',
    `Merged by unisono ${manifest.unisono} with [${method.title}](${method.source})${method.random ? `, seed ${plan.seed}` : ''}.`,
    '',
    '## Models',
    '',
    ...models,
    ...(sampled
      ? ['', 'A sampled hash is of the length and 16 blocks of 64 KiB at even distances, header and end among them.']
      : []),
    '',
    ...weightTable(layerWeights),
    '## Configuration',
    '',
    fenced(manifest.yaml),
    '',
  ].join('\n');
}

function weightTable(rows: MergeSummary['layerWeights']): string[] {
  const models = [...new Set(rows.flatMap(({ weights }) => Object.keys(weights)))];
  if (models.length === 0) return [];
  const cell = (value: readonly [number, number] | undefined) => (value === undefined ? '' : weightText(value));
  return [
    '## Weights',
    '',
    `| | ${models.map(code).join(' | ')} |`,
    `|---|${models.map(() => '---|').join('')}`,
    ...rows.map(({ place, weights }) => `| ${place} | ${models.map((model) => cell(weights[model])).join(' | ')} |`),
    '',
  ];
}

/** A weight, or the least and the largest where they differ. */
export function weightText([least, most]: readonly [number, number]): string {
  const text = (value: number) => String(Number(value.toPrecision(6)));
  return least === most ? text(least) : `${text(least)} to ${text(most)}`;
}

/** As code, whatever marks the text holds. */
function code(text: string): string {
  return `\`${text.replace(/[`\n|]/g, ' ')}\``;
}

/** A code block whose fence is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([marks]) => marks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}yaml\n${text.trimEnd()}\n${fence}`;
}
