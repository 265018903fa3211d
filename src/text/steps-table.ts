import { reportTable } from './report-table.ts';

/** What a step is called, and what it does. */
export type PlannedStep = readonly [what: string, texts: readonly string[]];

/** The steps of a plan, numbered in their order; no line end follows the last. */
export function stepsTable(steps: readonly PlannedStep[], columns: number | undefined): string {
  const rows = steps.map(([what, texts], index) => [String(index + 1), what, texts]);
  return reportTable(rows, { columns, wraps: [2] }).trimEnd();
}
