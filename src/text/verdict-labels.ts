import { verdictsFromWorst, type Verdict } from '../volsync/verdict.ts';
import type { Style } from './style.ts';

/** The symbol and word of a verdict. */
export function verdictText(verdict: Verdict): string {
  return `${{ protected: '✔', unprotected: '✗', unknown: '?' }[verdict]} ${verdict}`;
}

/** The color of a verdict; it repeats what the symbol says. */
export function paintVerdict(style: Style, verdict: Verdict): (text: string) => string {
  return { protected: style.good, unprotected: style.bad, unknown: style.warning }[verdict];
}

/** Such as `1 unknown · 2 protected`, worst first; zero counts are left out. */
export function verdictCounts(verdicts: readonly Verdict[], style: Style): string {
  return verdictsFromWorst
    .map((verdict) => ({ verdict, count: verdicts.filter((one) => one === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => paintVerdict(style, verdict)(`${count} ${verdict}`))
    .join(' · ');
}
