import Builder from 'fast-xml-builder';
import { xmlLine } from '../../text/verdict-junit.ts';
import type { Finding } from './finding.ts';
import type { ShownReport } from './operation/doctor.ts';
import { objectText } from './text/report.ts';

/** The findings as a JUnit report: an object is a test, its rule the class. */
export function doctorJunit({ findings, failures, time, tookMs }: ShownReport): string {
  const missing = failures.map(({ kind, message }) => ({
    '@name': xmlLine(message),
    '@classname': 'volsyncctl',
    error: { '@type': kind, '@message': xmlLine(message) },
  }));
  const suite = {
    '@name': 'volsyncctl doctor',
    '@tests': findings.length + missing.length,
    '@failures': findings.filter(({ outcome }) => outcome === 'problem').length,
    '@errors': findings.filter(({ outcome }) => outcome === 'could-not-look').length + missing.length,
    '@time': (tookMs / 1000).toFixed(1),
    '@timestamp': time.toISOString(),
    testcase: [...findings.map(testCase), ...missing],
  };
  const options = { ignoreAttributes: false, attributeNamePrefix: '@', format: true, suppressBooleanAttributes: false };
  return new Builder(options).build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: { testsuite: suite },
  });
}

function testCase(finding: Finding) {
  const { rule, outcome, seen, why = '', fix = '', evidence, harm } = finding;
  const known = { '@name': xmlLine(objectText(finding)), '@classname': `doctor.${rule}` };
  const text = [why, fix, ...evidence].map(xmlLine).join('\n');
  const said = { '@type': harm, '@message': xmlLine(seen), '#text': text };
  if (outcome === 'problem') return { ...known, failure: said };
  return outcome === 'could-not-look' ? { ...known, error: said } : known;
}
