import { reportTable } from './report-table.ts';

/** A step's name, and what it does. */
export type PlannedStep = readonly [what: string, texts: readonly string[]];

/** The numbered steps of a plan; without a trailing line end. */
export function stepsTable(steps: readonly PlannedStep[], columns: number | undefined): string {
  const rows = steps.map(([what, texts], index) => [String(index + 1), what, texts]);
  return reportTable(rows, { columns, wraps: [2] }).trimEnd();
}
