import type { VerifyReport } from '../../repository/verify-result.ts';
import { verdictJunit } from '../../text/verdict-junit.ts';

/** The verdicts of `verify` as a JUnit report. */
export function verifyJunit(report: VerifyReport): string {
  return verdictJunit('verify', report);
}
