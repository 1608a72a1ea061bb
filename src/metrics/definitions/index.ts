import { bleu } from './bleu.js';
import { bothRight } from './both-right.js';
import { bs } from './bs.js';
import { em } from './em.js';
import { emNormalized } from './em-normalized.js';
import { meanPair } from './mean-pair.js';
import { oneAnswer } from './one-answer.js';
import { oneAnswerExact } from './one-answer-exact.js';
import { rougeL } from './rouge-l.js';
import { rougeLBetween } from './rouge-l-between.js';
import { rougeLOriginal } from './rouge-l-original.js';
import { rs } from './rs.js';
import { worstPair } from './worst-pair.js';

/** Every metric, in the order of all tables. A new one is a file in this folder and a line here. */
export const DEFINITIONS = [
  rougeL,
  bleu,
  em,
  rs,
  bs,
  bothRight,
  emNormalized,
  rougeLBetween,
  rougeLOriginal,
  oneAnswer,
  oneAnswerExact,
  meanPair,
  worstPair,
] as const;
