import { harms, type Finding } from '../finding.ts';

/** Findings that are consequences of another problem of the same object. */
const consequences: ReadonlySet<string> = new Set([
  'never-synced',
  'not-started',
  'stale-backup',
  'backup',
  'controller-log',
]);

/** Findings that explain VolSync's own error. */
const explanations: ReadonlySet<string> = new Set(['cache-size', 'class-missing', 'copy-method', 'mover-missing']);

/** Findings that keep a sync from starting or ending. */
const causes: ReadonlySet<string> = new Set([
  'app-stopped',
  'broken-schedule',
  'cache-size',
  'class-missing',
  'controller-error',
  'copy-failing',
  'copy-method',
  'failing-sync',
  'mover-missing',
  'mover-pending',
  'mover-user',
  'open-restore',
  'parked-schedule',
  'paused',
  'repository-volume',
  'repository-write',
  'secret-missing',
  'snapshot-class',
  'source-missing',
  'stale-lock',
  'undecodable-status',
  'volume-pending',
]);

/** One finding per cause: its consequences are part of its reason, and its harm is the worst of theirs. */
export function withoutConsequences(findings: readonly Finding[]): readonly Finding[] {
  const problems = findings.filter(({ outcome }) => outcome === 'problem');
  const byObject = Map.groupBy(problems, keyOf);
  return findings.flatMap((finding) => {
    const beside = finding.outcome === 'problem' ? (byObject.get(keyOf(finding)) ?? []) : [];
    if (consequences.has(finding.rule) && beside.some(({ rule }) => causes.has(rule))) return [];
    if (finding.rule === 'controller-error' && beside.some(({ rule }) => explanations.has(rule))) return [];
    if (finding.rule === 'failing-sync' && beside.some(isMoverUser)) return [];
    const isExplained = beside.some(({ rule }) => explanations.has(rule));
    const first = beside.find(({ rule }) => causes.has(rule) && !(isExplained && rule === 'controller-error'));
    if (first !== finding) return [finding];
    return [
      withHarmOf(
        finding,
        beside.filter(({ rule }) => consequences.has(rule)),
      ),
    ];
  });
}

/** It says which files cannot be read, and by whom. */
function isMoverUser({ rule, sure }: Finding): boolean {
  return rule === 'mover-user' && sure === 'certain';
}

function withHarmOf(cause: Finding, following: readonly Finding[]): Finding {
  if (following.length === 0) return cause;
  const harm = harms.find((each) => [cause, ...following].some((one) => one.harm === each)) ?? cause.harm;
  const rules = following.map(({ rule }) => rule);
  const said = rules.includes('never-synced')
    ? 'there is no backup yet'
    : rules.includes('stale-backup')
      ? 'the last backup is too old'
      : (following[0]?.seen ?? '');
  if (isSaidBy(cause, said)) return { ...cause, harm };
  return { ...cause, harm, why: cause.why === undefined ? said : `${cause.why}; ${said}` };
}

/** The controller's log repeats its condition and the API server's refusal. */
function isSaidBy({ seen, evidence }: Finding, said: string): boolean {
  const [, ...words] = said.split(': ');
  const text = words.join(': ');
  return text !== '' && [seen, ...evidence].some((line) => line.includes(text));
}

function keyOf({ object: { kind, namespace = '', name } }: Finding): string {
  return `${kind} ${namespace}/${name}`;
}
