import { UnisonoError } from '../../core/errors.js';

/** Comparisons of a figure with the value of a gate. */
export const OPERATORS = ['>=', '<=', '>', '<'] as const;
/** One of `OPERATORS`. */
export type Operator = (typeof OPERATORS)[number];

/** Changes of a figure against the baseline: its loss or its gain. */
export const CHANGES = ['drop', 'gain'] as const;
/** One of `CHANGES`. */
export type Change = (typeof CHANGES)[number];

/** A parsed gate, for example `Merged:rs@semantic>=0.40` or `rougeL.drop<=1%`. */
export interface GateExpression {
  /** As it was written, without spaces. */
  readonly text: string;
  readonly model?: string;
  readonly metric: string;
  readonly kind?: string;
  readonly change?: Change;
  readonly operator: Operator;
  readonly threshold: number;
}

const GRAMMAR = '[model:]metric[@kind][.drop|.gain] followed by >=, <=, > or < and a number, as in rs>=0.40';

/**
 * Parses `[model:]metric[@kind][.drop|.gain] OPERATOR NUMBER[%]`; spaces do not count. Whether metric, kind and model exist
 * is checked later, with the figures.
 *
 * @throws BAD_FLAG (of --gate) that points at the character where the text stops being a gate
 */
export function parseGate(written: string): GateExpression {
  const text = written.replace(/\s+/g, '');
  const operatorAt = text.search(/[<>=≥≤!]/);
  const left = operatorAt < 0 ? text : text.slice(0, operatorAt);
  const name = /^(?:([\w+.-]*[\w+-]):)?([A-Za-z]\w*)(?:@([a-z][\w-]*))?(?:\.([A-Za-z]+))?$/.exec(left);
  if (!name) throw bad(text, 0, left === '' ? 'a metric is missing' : `${JSON.stringify(left)} is not a metric`);
  const [, model, metric, kind, change] = name;
  if (change !== undefined && !CHANGES.includes(change as Change)) {
    throw bad(text, left.length - change.length, `unknown suffix .${change} (known: .drop, .gain)`);
  }
  if (operatorAt < 0) throw bad(text, text.length, 'a comparison is missing');
  const [, operator = '', rest = ''] = /^([<>=≥≤!]+)(.*)$/.exec(text.slice(operatorAt)) ?? [];
  if (!OPERATORS.includes(operator as Operator)) {
    throw bad(text, operatorAt, `unknown comparison ${operator} (known: ${OPERATORS.join(' ')})`);
  }
  const [, digits, percent] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(%?)$/i.exec(rest) ?? [];
  const at = operatorAt + operator.length;
  if (digits === undefined) throw bad(text, at, rest === '' ? 'a number is missing' : `${rest} is not a number`);
  return {
    text,
    ...(model !== undefined && { model }),
    metric: metric as string,
    ...(kind !== undefined && { kind }),
    ...(change !== undefined && { change: change as Change }),
    operator: operator as Operator,
    threshold: Number(digits) / (percent ? 100 : 1),
  };
}

function bad(text: string, at: number, problem: string): UnisonoError {
  const place = text === '' ? '' : ` at character ${at + 1} of "${text}"`;
  return new UnisonoError('BAD_FLAG', { flag: '--gate', reason: `${problem}${place}; write ${GRAMMAR}` });
}
