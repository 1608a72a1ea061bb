import type { CheckResult } from './check-result.js';

/**
 * Next steps, the most urgent first: at most three sentences that fit a line. Each depends on an interval, never on a value
 * alone.
 */
export function adviceFor(result: Omit<CheckResult, 'next'>): string[] {
  const { figures, repeatability, causes, byKind, questions } = result;
  const rs = figures.rs!;
  const { parts } = causes.rs;
  const advice: string[] = [];
  if (repeatability && repeatability.value < 1 && repeatability.high < 1) {
    advice.push('The same question gets different answers: lower temperature or fix a seed.');
  }
  if (causes.retriever && causes.retriever.same.high < 0.9) {
    const first = parts.retriever && parts.retriever.low > 0 ? ', and thus answers' : '';
    advice.push(`Rewordings find different passages${first}: see docs/causes.md.`);
  }
  if (parts.generator && parts.generator.low > 0) {
    advice.push('The same passages get different answers: train the model (unisono run).');
  }
  const kinds = Object.entries(byKind).map(([kind, of]) => [kind, of.figures.rs!] as const);
  const worst = kinds.sort(([, a], [, b]) => a.high - b.high)[0];
  if (worst && kinds.length > 1 && worst[1].high < rs.low) {
    advice.push(`Rewordings by ${worst[0]} change answers most often: begin with that kind.`);
  }
  if (advice.length === 0 && rs.low >= 0.9) {
    advice.push('No inconsistency shows here; try paraphrases too (docs/targets.md).');
  } else if (advice.length === 0 && rs.high < 0.9) {
    advice.push('Answers change with the wording: unisono answer --causes splits it by cause.');
  }
  const size =
    rs.high - rs.low > 0.15 ? `Intervals are wide with ${questions} questions: use more (--count).` : undefined;
  return [...advice.slice(0, 2), size ?? 'Guard the result in CI: unisono check --gate (docs/gates.md).'];
}
