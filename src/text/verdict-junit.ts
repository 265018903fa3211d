import type { Failure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';
import type { Judgement } from '../volsync/verdict.ts';
import { junitError, junitText, xmlLine, type JunitSuite } from './junit.ts';

/** The result of a check of any kind. */
export interface CheckReport {
  readonly apps: readonly CheckedApp[];
  readonly failures: readonly Failure[];
  readonly time: Date;
  readonly tookMs: number;
}

interface CheckedApp extends ObjectKey, Judgement {
  readonly newest: Snapshot | undefined;
}

/**
 * The verdicts as a JUnit report, which CI systems display: an app is a test, its namespace the class. Unprotected is a
 * failure, unknown an error.
 */
export function verdictJunit(command: string, report: CheckReport): string {
  return junitText([verdictSuite(command, report)]);
}

/** The same, as one suite of several. */
export function verdictSuite(command: string, { apps, failures, time, tookMs }: CheckReport): JunitSuite {
  const cases = [...apps.map(testCase), ...failures.map(junitError)];
  return {
    '@name': `volsyncctl ${command}`,
    '@tests': cases.length,
    '@failures': apps.filter(({ verdict }) => verdict === 'unprotected').length,
    '@errors': apps.filter(({ verdict }) => verdict === 'unknown').length + failures.length,
    '@time': (tookMs / 1000).toFixed(1),
    '@timestamp': time.toISOString(),
    testcase: cases,
  };
}

function testCase({ namespace, name, verdict, reason, message, details, newest }: CheckedApp) {
  const known = { '@name': xmlLine(name), '@classname': xmlLine(namespace) };
  if (verdict === 'protected') {
    return newest === undefined ? known : { ...known, 'system-out': `snapshot ${shortId(newest.id)}` };
  }
  const why = { '@type': reason, '@message': xmlLine(message), '#text': details.map(xmlLine).join('\n') };
  return verdict === 'unprotected' ? { ...known, failure: why } : { ...known, error: why };
}
