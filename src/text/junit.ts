import Builder from 'fast-xml-builder';
import { plainLine } from '../foreign-text.ts';
import type { ContextRun } from './context-runs.ts';

/** A test suite in JUnit terms: attributes begin with `@`. */
export interface JunitSuite {
  readonly '@name': string;
  readonly '@tests': number;
  readonly '@failures': number;
  readonly '@errors': number;
  readonly '@time': string;
  readonly '@timestamp': string;
  readonly testcase: readonly object[];
}

/** Suites as a JUnit report, the format that CI systems show. */
export function junitText(suites: readonly JunitSuite[]): string {
  const builder = new Builder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressBooleanAttributes: false,
  });
  return builder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, testsuites: { testsuite: suites } });
}

/** What belongs to no test: a missing name, or a cluster that could not be examined. */
export function junitError({ kind, message }: { readonly kind: string; readonly message: string }) {
  return {
    '@name': xmlLine(message),
    '@classname': 'volsyncctl',
    error: { '@type': kind, '@message': xmlLine(message) },
  };
}

/** A suite for each context; a context whose cluster could not be examined has an error instead of tests. */
export function junitSuitesIn<T>(
  runs: readonly ContextRun<T>[],
  { command, time }: { readonly command: string; readonly time: Date },
  suiteOf: (result: T) => JunitSuite,
): readonly JunitSuite[] {
  return runs.flatMap((run): readonly JunitSuite[] => {
    if ('sameAs' in run) return [];
    const name = xmlLine(`volsyncctl ${command} in ${run.context}`);
    if ('result' in run) {
      const suite = suiteOf(run.result);
      return [{ ...suite, '@name': name, testcase: suite.testcase.map((one) => ofContext(one, run.context)) }];
    }
    const [counts, times] = [
      { '@tests': 1, '@failures': 0, '@errors': 1 },
      { '@time': '0.0', '@timestamp': time.toISOString() },
    ];
    return [{ '@name': name, ...counts, ...times, testcase: [ofContext(junitError(run.failure), run.context)] }];
  });
}

/** CI systems distinguish tests by class and name only. */
function ofContext(testcase: object, context: string): object {
  const { '@classname': className = '' } = testcase as { '@classname'?: string };
  return { ...testcase, '@classname': xmlLine(`${context}/${className}`) };
}

/** XML cannot represent these characters at all. */
export function xmlLine(text: string): string {
  return plainLine(text).replace(/[\ufffe\uffff]|\p{Surrogate}/gu, '');
}
