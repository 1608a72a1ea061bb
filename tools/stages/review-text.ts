import type { ChangedStage, Review } from './reviewed-source.js';

const MOST_SHOWN = 6;

const OTHER_ESBUILD =
  'esbuild has another version, by which any file may look changed. Review with the version before, then keep all with this one.';

/** One stage and its changed sources, such as "train (version 1): src/training/trainer.ts and 3 more". */
export function describeChange({ stage: { name, version }, raised, changes }: ChangedStage): string {
  const more = changes.length - MOST_SHOWN;
  const shown = changes.slice(0, MOST_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return `${name} (version ${version}${raised ? ', raised already' : ''}): ${shown}`;
}

/** Instructions for stages whose source has changed. */
export function explainChanges({ changed, otherEsbuild }: Pick<Review, 'changed' | 'otherEsbuild'>): string {
  if (changed.length === 0)
    return 'The record of reviewed source is out of date, but no stage has changed. Run npm run stages:review.';
  return [
    'The source behind these stages has changed since their versions were last looked at:',
    ...changed.map((each) => `  ${describeChange(each)}`),
    ...(otherEsbuild ? ['', OTHER_ESBUILD] : []),
    '',
    'Results of a stage are kept as long as its version, inputs and settings are the same. So somebody has to say whether',
    'the same inputs and settings may now give other results. Run',
    '',
    '  npm run stages:review',
    '',
    'and answer for each stage: yes raises its version, and its results are made again; no keeps them. Without questions:',
    '',
    '  npm run stages:review -- --bump train --keep weights   decides by name, each flag as often as needed',
    '  npm run stages:review -- --keep-all                    keeps all that are not named by --bump',
  ].join('\n');
}
