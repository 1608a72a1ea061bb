import type { Gate } from './gate.js';

/** One line with a letter or digit in it, and not many times longer than the question: no list, no talk about the task. */
export const shape: Gate = {
  name: 'shape',
  refuses(candidate, { question }) {
    if (!/[\p{L}\p{N}]/u.test(candidate)) return 'holds no letter or digit';
    if (/[\r\n]/.test(candidate)) return 'has more than one line';
    const most = 3 * question.length + 40;
    return candidate.length > most ? `has ${candidate.length} characters, more than ${most}` : undefined;
  },
};
