import { XMLBuilder } from 'fast-xml-parser';
import type { GateReport, GateResult } from './gate-report.js';
import { gateSentence } from './gate-sentence.js';

/**
 * Characters not allowed in XML 1.0, even escaped: control characters but tab and line ends, lone surrogates, U+FFFE and
 * U+FFFF.
 */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/**
 * The gates as JUnit XML, one test case each: not met is a failure, not enough data is skipped, or a failure where the
 * report is strict. Characters that XML cannot hold become U+FFFD.
 */
export function gatesAsJunit(report: GateReport): string {
  const cases = report.gates.map((gate) => testCase(gate, report.strict));
  const failures = cases.filter((each) => 'failure' in each).length;
  const skipped = cases.filter((each) => 'skipped' in each).length;
  const counts = { '@tests': cases.length, '@failures': failures, '@errors': 0, '@skipped': skipped };
  const builder = new XMLBuilder({
    attributeNamePrefix: '@',
    ignoreAttributes: false,
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
    format: true,
  });
  const suite = { '@name': 'unisono gates', ...counts, testcase: cases };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuites: { '@name': 'unisono', ...counts, testsuite: suite } })}`;
}

function testCase(gate: GateResult, strict: boolean): Record<string, unknown> {
  const message = clean(gateSentence(gate));
  const result =
    gate.verdict === 'met'
      ? { 'system-out': message }
      : gate.verdict === 'not met' || strict
        ? { failure: { '@message': message, '@type': gate.verdict } }
        : { skipped: { '@message': message } };
  return { '@name': clean(gate.gate), '@classname': clean(`unisono.${gate.model}`), ...result };
}

function clean(text: string): string {
  return text.replace(NOT_XML, '\u{FFFD}');
}
