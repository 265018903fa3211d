import { junitError, junitText, xmlLine, type JunitSuite } from '../../text/junit.ts';
import type { Finding } from './finding.ts';
import type { ShownReport } from './operation/doctor.ts';
import { objectText } from './text/report.ts';

/** The findings as a JUnit report: an object is a test, its rule the class. */
export function doctorJunit(report: ShownReport): string {
  return junitText([doctorSuite(report)]);
}

/** The same, as one suite of several. */
export function doctorSuite({ findings, failures, time, tookMs }: ShownReport): JunitSuite {
  return {
    '@name': 'volsyncctl doctor',
    '@tests': findings.length + failures.length,
    '@failures': findings.filter(({ outcome }) => outcome === 'problem').length,
    '@errors': findings.filter(({ outcome }) => outcome === 'could-not-look').length + failures.length,
    '@time': (tookMs / 1000).toFixed(1),
    '@timestamp': time.toISOString(),
    testcase: [...findings.map(testCase), ...failures.map(junitError)],
  };
}

function testCase(finding: Finding) {
  const { rule, outcome, seen, why = '', fix = '', evidence, harm } = finding;
  const known = { '@name': xmlLine(objectText(finding)), '@classname': `doctor.${rule}` };
  const text = [why, fix, ...evidence].map(xmlLine).join('\n');
  const said = { '@type': harm, '@message': xmlLine(seen), '#text': text };
  if (outcome === 'problem') return { ...known, failure: said };
  return outcome === 'could-not-look' ? { ...known, error: said } : known;
}
