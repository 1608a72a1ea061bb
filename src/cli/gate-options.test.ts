import { describe, expect, it } from 'vitest';
import type { GateResult } from '../evaluation/gates/gate-report.js';
import { gateLines } from './gate-options.js';

const result: GateResult = {
  gate: 'rougeLOriginal.drop<=0.0125',
  verdict: 'not enough data',
  model: 'https://rag.staging.example.org/v1/answers?tenant=acme',
  baseline: 'https://rag.example.org/v1/answers?tenant=acme',
  metric: 'rougeLOriginal',
  kind: null,
  change: 'drop',
  operator: '<=',
  threshold: 0.0125,
  value: 0.0104,
  low: -0.0213,
  high: 0.0421,
  bca: null,
  n: 20,
  questions: 20,
  reason: 'the interval [-0.021, 0.042] lies on both sides of 0.0125',
};

describe('gateLines', () => {
  it('keeps to 80 columns with long names, and says all', () => {
    const lines = gateLines({ passed: true, verdict: 'not enough data', strict: false, gates: [result] });
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    const text = lines.join(' ').replace(/ +/g, ' ');
    for (const part of [result.gate, result.verdict, result.model, result.baseline!, result.reason])
      expect(text).toContain(part);
  });
});
