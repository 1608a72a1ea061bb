import { badSetting } from '../config/bad-setting.js';
import type { MergeSettings } from '../config/merge-settings.js';
import type { OpenModels } from '../sources/open-models.js';
import { isTokenEmbedding } from '../sources/tensor-place.js';
import { type FillRow, PADDING, type VocabularyMap } from '../sources/vocabulary-map.js';
import type { OutputTokenizer } from './output-tokenizer.js';

type TokenSetting = NonNullable<NonNullable<MergeSettings['tokenizer']>['tokens']>[string];

/**
 * Where every row of the output's embeddings comes from, by mergekit's rules: a model's own row where it has the token (and
 * the setting does not force another); else the source in `tokenizer.tokens`; else the only model's row that has it, the
 * base's, or the mean of those that have it; zero if none has. Padding rows are the mean of all rows.
 *
 * @param used indices of the models that are merged
 */
export function mapVocabulary(
  tokenizer: OutputTokenizer,
  models: OpenModels,
  used: readonly number[],
  settings: MergeSettings,
): VocabularyMap {
  const { ids } = tokenizer;
  const multiple = settings.tokenizer?.pad_to_multiple_of ?? 1;
  const tokens = Math.max(0, ...[...ids.values()].map((id) => id + 1));
  const size = Math.ceil(tokens / multiple) * multiple;
  const limits = models.open.map(({ checkpoint }) => {
    const embedding = checkpoint.names.find(isTokenEmbedding);
    return embedding === undefined ? Number.POSITIVE_INFINITY : checkpoint.info(embedding).shape[0]!;
  });
  const rowIn = (model: number, token: string) => {
    const id = tokenizer.byModel[model]!.get(token);
    return id === undefined || id >= limits[model]! ? undefined : id;
  };
  const rows = models.planned.map(() => new Int32Array(size).fill(PADDING));
  const fills: FillRow[] = [];
  const base = settings.base_model ? models.index(settings.base_model) : undefined;
  for (const [token, id] of ids) {
    const setting = settings.tokenizer?.tokens?.[token];
    const own = used.map((model) => rowIn(model, token));
    let fill: number | undefined;
    for (const [n, model] of used.entries()) {
      if (own[n] !== undefined && !setting?.force) {
        rows[model]![id] = own[n];
        continue;
      }
      if (fill === undefined) {
        const having = used.flatMap((m, k) => (own[k] === undefined ? [] : [[m, own[k]] as const]));
        fills.push({
          rows: setting ? settingRows(setting, token, models, rowIn, used, limits) : defaultRows(having, base),
        });
        fill = fills.length;
      }
      rows[model]![id] = -fill;
    }
  }
  return { size, tokens, rows, fills };
}

function defaultRows(having: readonly (readonly [number, number])[], base: number | undefined): FillRow['rows'] {
  const own = having.find(([model]) => model === base);
  return own === undefined ? having : [own];
}

function settingRows(
  { source }: TokenSetting,
  token: string,
  models: OpenModels,
  rowIn: (model: number, token: string) => number | undefined,
  used: readonly number[],
  limits: readonly number[],
): FillRow['rows'] {
  const key = `tokenizer.tokens.${token}`;
  if (source == null) throw badSetting(key, 'requires a source');
  if (typeof source === 'object' && 'kind' in source && source.kind === 'zero') return [];
  const wanted = typeof source === 'object' && 'kind' in source ? source : undefined;
  const model = models.index(wanted?.model ?? (source as Parameters<OpenModels['index']>[0]));
  if (!used.includes(model)) throw badSetting(key, `${models.planned[model]!.label} is not one of the merged models`);
  if (wanted && (wanted.token === undefined) === (wanted.token_id === undefined))
    throw badSetting(key, 'set exactly one of token and token_id');
  const row = wanted?.token_id ?? rowIn(model, wanted?.token ?? token);
  if (row === undefined || row >= limits[model]!)
    throw badSetting(key, `${models.planned[model]!.label} has no such token`);
  return [[model, row]];
}
