import { junitText, type JunitSuite } from '../../text/junit.ts';
import { verdictSuite } from '../../text/verdict-junit.ts';
import type { DrillReport } from './operation/plan.ts';

/** The verdicts of `drill` as a JUnit report. */
export function drillJunit(report: DrillReport): string {
  return junitText([drillSuite(report)]);
}

/** The same, as one suite of several. */
export function drillSuite(report: DrillReport): JunitSuite {
  const apps = report.apps.map((app) => ({ ...app, newest: app.chosen?.snapshot }));
  return verdictSuite('drill', { ...report, apps });
}
