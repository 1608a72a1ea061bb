import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { badSetting } from '../config/bad-setting.js';

/** Built-in templates by name. */
const NAMED: Readonly<Record<string, string>> = {
  chatml:
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
  alpaca:
    "{% for message in messages %}{% if message['role'] == 'system' %}{{ message['content'] + '\\n\\n' }}{% elif message['role'] == 'user' %}{{ '### Instruction:\\n' + message['content'] + '\\n\\n' }}{% else %}{{ '### Response:\\n' + message['content'] + '\\n\\n' }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '### Response:\\n' }}{% endif %}",
};

/**
 * Throws BAD_SETTING if the configuration's chat template cannot be parsed, which would make the merged model unusable. The
 * parser is loaded only then, since loading it takes longer than all other checks.
 */
export async function checkChatTemplate(setting: string | null | undefined): Promise<void> {
  if (setting == null || !setting.includes('{')) return;
  const { Template } = await import('@huggingface/jinja');
  try {
    new Template(setting);
  } catch (error) {
    throw badSetting('chat_template', `cannot be parsed (${(error as Error).message.replace(/\.$/, '')})`);
  }
}

/** A text shorter than this, or without a tag, is taken for an unknown name. */
const SHORTEST = 20;

/**
 * The chat template that the configuration asks for: `auto` is the one that most models have (the first of equals), a name
 * a known one, and anything longer with a tag in it is itself the template. Undefined if nothing is requested, or no model
 * has one.
 * Throws BAD_SETTING for an unknown name.
 */
export function outputChatTemplate(setting: string | null | undefined, dirs: readonly string[]): string | undefined {
  if (setting == null) return undefined;
  if (setting === 'auto') {
    const counts = new Map<string, number>();
    for (const dir of dirs) {
      const template = chatTemplate(dir);
      if (template !== undefined) counts.set(template, (counts.get(template) ?? 0) + 1);
    }
    return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
  }
  if (NAMED[setting] !== undefined) return NAMED[setting];
  if (setting.length >= SHORTEST && setting.includes('{')) return setting;
  const known = ['auto', ...Object.keys(NAMED)].join(', ');
  throw badSetting('chat_template', `"${setting}" is neither a template nor one of ${known}`);
}

/** The chat template of a model directory, from chat_template.jinja or tokenizer_config.json; undefined if none. */
export function chatTemplate(dir: string): string | undefined {
  const file = join(dir, 'chat_template.jinja');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const config = join(dir, 'tokenizer_config.json');
  if (!existsSync(config)) return undefined;
  try {
    const { chat_template: template } = JSON.parse(readFileSync(config, 'utf8')) as { chat_template?: unknown };
    if (typeof template === 'string') return template.trim();
    const list = Array.isArray(template) ? (template as { name?: string; template?: string }[]) : [];
    return list.find(({ name }) => name === 'default')?.template?.trim();
  } catch {
    // A broken file is reported where it is copied; here it counts as having no template.
    return undefined;
  }
}
