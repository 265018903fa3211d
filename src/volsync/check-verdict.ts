import type { CheckOutput } from '../restic/check-output.ts';
import type { Touched } from '../restic/damaged-files.ts';
import { shortId } from '../restic/snapshots.ts';
import { unknownApp, unprotected, type Judgement } from './verdict.ts';

/** Damage that `restic check` found, and its circumstances. */
export interface DamageFacts {
  readonly output: CheckOutput;
  /** Undefined if it could not be determined. */
  readonly touched: Touched | undefined;
  /** Another process that was seen working in the repository during the check: what it removes looks like damage. */
  readonly meanwhile: string | undefined;
}

const shownDamages = 5;
const shownFiles = 5;

/** Judges damage: proven, unless another process was using the repository. Repairing it is left to people. */
export function judgeDamage({ output, touched, meanwhile }: DamageFacts): Judgement {
  const { damages, recommended } = output;
  const packs = new Set(damages.map(({ what, id }) => `${what} ${id ?? ''}`));
  const what = `${packs.size} damaged ${packs.size === 1 ? 'object' : 'objects'} in the repository`;
  const details = [
    ...damages.slice(0, shownDamages).map(({ words }) => words),
    ...(damages.length > shownDamages ? [`and ${damages.length - shownDamages} more`] : []),
    ...touchedLines(touched),
    ...recommended.map((line) => `restic recommends: ${shortened(line)}`),
  ];
  if (meanwhile !== undefined) {
    const message = `${what}, but ${meanwhile}: it may be a false alarm, so check again when nothing else is running`;
    return unknownApp('damaged', message, { details });
  }
  return unprotected('damaged', `${what}${touchedText(touched)}`, { details });
}

/** Shortens restic's paragraph about its guide to the guide's address. */
function shortened(line: string): string {
  return /https:\S+troubleshooting\S+html/.exec(line)?.[0] ?? line;
}

function touchedText(touched: Touched | undefined): string {
  if (touched === undefined || touched.snapshots.length === 0) return '';
  const { snapshots, files } = touched;
  return `, which ${snapshots.length === 1 ? 'one snapshot needs' : `${snapshots.length} snapshots need`} for ${files.length === 1 ? 'one file' : `${files.length} files`}`;
}

function touchedLines(touched: Touched | undefined): readonly string[] {
  if (touched === undefined) return ['which snapshots it affects could not be determined'];
  const { snapshots, files } = touched;
  if (snapshots.length === 0) return [];
  const more = files.length > shownFiles ? `, and ${files.length - shownFiles} more` : '';
  return [`snapshots: ${snapshots.map(shortId).join(', ')}`, `files: ${files.slice(0, shownFiles).join(', ')}${more}`];
}
