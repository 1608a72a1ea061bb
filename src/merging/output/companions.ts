import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeFileAtomic, writeJson } from '../../core/files.js';
import { copyCompanions } from '../../tensors/output-directory.js';
import type { MergePlan } from '../planning/merge-plan.js';
import type { OutputTokenizer } from '../vocabulary/output-tokenizer.js';

const document = z.record(z.string(), z.unknown());

/** Files with a second copy of the vocabulary, which are not written for a changed vocabulary. */
const SECOND_VOCABULARIES = ['tokenizer.model', 'vocab.json', 'merges.txt', 'added_tokens.json'];

/** Files and settings that come with a tokenizer of another model. */
const TOKENIZER_FILES = ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json', 'chat_template.jinja'];

/** Writes configuration, generation settings, tokenizer and chat template of the output. */
export function writeCompanions(
  dir: string,
  plan: MergePlan,
  tokenizer: OutputTokenizer | undefined,
  chatTemplate: string | undefined,
): void {
  const donor = plan.models[plan.donor]!.dir;
  const other = tokenizer !== undefined && tokenizer.dir !== donor ? tokenizer.dir : undefined;
  if (other !== undefined) copyCompanions(other, dir);
  const taken = TOKENIZER_FILES.filter((name) => other !== undefined && existsSync(join(other, name)));
  copyCompanions(donor, dir, taken);
  if (Object.keys(plan.config).length > 0) {
    const config = readJson(join(donor, 'config.json'), document);
    writeJson(join(dir, 'config.json'), { ...config, ...plan.config });
  }
  if (tokenizer !== undefined) writeTokenizer(dir, tokenizer);
  if (chatTemplate !== undefined) writeChatTemplate(dir, chatTemplate);
}

function writeTokenizer(dir: string, { json }: OutputTokenizer): void {
  for (const name of SECOND_VOCABULARIES) rmSync(join(dir, name), { force: true });
  writeJson(join(dir, 'tokenizer.json'), json);
  const path = join(dir, 'tokenizer_config.json');
  if (!existsSync(path)) return;
  const config = readJson(path, document);
  // Older configurations list the added tokens a second time, and those take precedence.
  if (config.added_tokens_decoder === undefined) return;
  const decoder = Object.fromEntries((json.added_tokens ?? []).map(({ id, ...token }) => [String(id), token]));
  writeJson(path, { ...config, added_tokens_decoder: decoder });
}

function writeChatTemplate(dir: string, template: string): void {
  writeFileAtomic(join(dir, 'chat_template.jinja'), template.endsWith('\n') ? template : `${template}\n`);
  rmSync(join(dir, 'chat_template.json'), { force: true });
  const path = join(dir, 'tokenizer_config.json');
  if (!existsSync(path)) return;
  const { chat_template: _, ...config } = readJson(path, document);
  writeJson(path, config);
}
