import { verdictJunit } from '../../text/verdict-junit.ts';
import type { DrillReport } from './operation/plan.ts';

/** The verdicts of `drill` as a JUnit report. */
export function drillJunit(report: DrillReport): string {
  const apps = report.apps.map((app) => ({ ...app, newest: app.chosen?.snapshot }));
  return verdictJunit('drill', { ...report, apps });
}
