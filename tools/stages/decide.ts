import { raiseVersion } from './declarations.js';
import { explainChanges } from './review-text.js';
import { type ChangedStage, REVIEWED_FILE, reviewStages, writeReviewed } from './reviewed-source.js';

/** Decisions given in advance, by stage name. */
export interface Decisions {
  readonly bump: readonly string[];
  readonly keep: readonly string[];
  /** Keeps every stage that `bump` does not name. */
  readonly keepAll: boolean;
}

/** Whether the same inputs and settings may give other results than before. */
export type Ask = (changed: ChangedStage) => Promise<boolean>;

/**
 * Raises the versions of stages whose results may have changed, and records that the others were looked at.
 *
 * @param ask decides the rest; without it, nothing is written unless everything was decided in advance
 * @returns what was done, in lines
 * @throws Error for a stage that does not exist or is both bumped and kept, and for changes that nobody decided on
 */
export async function decideOnStages(root: string, { bump, keep, keepAll }: Decisions, ask?: Ask): Promise<string[]> {
  const review = await reviewStages(root);
  const names = review.stages.map(({ name }) => name).sort();
  const unknown = [...bump, ...keep].find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`There is no stage "${unknown}"; there are ${names.join(', ')}.`);
  const both = bump.find((name) => keep.includes(name));
  if (both !== undefined) throw new Error(`${both}: give either --bump or --keep.`);

  const open = review.changed.filter(
    ({ stage: { name }, raised }) => !raised && !keepAll && !bump.includes(name) && !keep.includes(name),
  );
  if (open.length > 0 && !ask) throw new Error(explainChanges({ ...review, changed: open }));
  const changing = new Set(bump);
  for (const each of open) if (await ask?.(each)) changing.add(each.stage.name);

  const raised = review.stages.filter(({ name }) => changing.has(name));
  for (const stage of raised) raiseVersion(root, stage);
  writeReviewed(root, raised.length > 0 ? (await reviewStages(root)).current : review.current);

  const kept = review.changed.filter(({ stage }) => !changing.has(stage.name));
  const lines = [
    ...raised.map(({ name, version }) => `${name}: version ${version + 1}; its results will be made again.`),
    ...kept.map((each) => `${each.stage.name}: version ${each.stage.version}${each.raised ? ', raised already' : ''}.`),
  ];
  return lines.length > 0 ? [...lines, `Recorded in ${REVIEWED_FILE}.`] : ['No stage has changed.'];
}
