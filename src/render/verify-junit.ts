import type { VerifyReport } from '../operations/verify/verify-result.ts';
import { verdictJunit } from './verdict-junit.ts';

/** The verdicts of `verify` as a JUnit report. */
export function verifyJunit(report: VerifyReport): string {
  return verdictJunit('verify', report);
}
