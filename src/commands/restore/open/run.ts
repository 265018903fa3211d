import { Failure } from '../../../errors.ts';
import type { Cluster, ObjectKey } from '../../../kubernetes/cluster.ts';
import {
  abortRestore,
  findOpenRestore,
  resumeRestore,
  type ResumeOptions,
} from '../in-place/operation/restore-in-place.ts';
import type { SafetyState } from '../in-place/operation/aftermath.ts';
import type { KeptJournal } from '../in-place/operation/journal-store.ts';
import type { RestoreInPlacePorts } from '../in-place/operation/ports.ts';
import {
  refuseAborting,
  requireSafetyBackup,
  requireRollbackData,
} from '../in-place/operation/require-rollback-data.ts';
import { claimOfRestore, adoptClaim } from '../in-place/operation/adopt-claim.ts';
import { safetyOf, type RestoreStatusReport } from '../status/operation.ts';
import { renderRestoreStatus, restoreStatusDocument } from '../status/text.ts';
import { isVolumeTouched, safetyText } from '../text/journal.ts';
import type { ClaimNow } from '../judgement/claim-identity.ts';
import { styleFor } from '../../../cli/color.ts';
import type { GlobalOptions } from '../../../cli/options/global.ts';
import type { Io, Output } from '../../../cli/io.ts';
import { present } from '../../../cli/output.ts';
import { inPlacePorts, showInPlaceReport } from '../in-place/run.ts';
import { restoreProgress } from '../progress.ts';

export interface OpenViewOptions extends GlobalOptions {
  readonly inPlace: ResumeOptions;
  readonly isDryRun: boolean;
  readonly isConfirmed: boolean;
}

/** Resumes the unfinished restore of an app, and returns the exit code. */
export function showResumeRestore(io: Io, cluster: Cluster, app: ObjectKey, options: OpenViewOptions): Promise<number> {
  const question = () => 'Resume the restore?';
  const check = ({ now }: KeptJournal) => Promise.resolve().then(() => refuseAborting(now));
  return shown(io, cluster, app, { options, question, check, work: resumeRestore, leavesData: false });
}

/** Rolls back the unfinished restore of an app, and returns the exit code. */
export function showAbortRestore(
  io: Io,
  cluster: Cluster,
  app: ObjectKey,
  options: OpenViewOptions & { readonly leavesData: boolean },
): Promise<number> {
  const { leavesData } = options;
  const question = ({ now }: KeptJournal) =>
    leavesData || now.leavesData || !isVolumeTouched(now)
      ? leaving
      : `Restore the previous data from ${safetyText(now) ?? 'nothing'}?`;
  return shown(io, cluster, app, {
    options,
    question,
    check: async ({ now }, ports) => {
      if (leavesData || now.leavesData) return;
      await requireRollbackData(now, ports);
      // Otherwise it is checked after the question is answered.
      if (options.isDryRun) await requireSafetyBackup(now, options.inPlace, ports);
    },
    leavesData,
    work: (kept, inPlace, ports) => abortRestore(kept, { ...inPlace, leavesData }, ports),
  });
}

const leaving = 'Restore everything but the data?';

interface Way {
  readonly options: OpenViewOptions;
  readonly work: typeof resumeRestore;
  readonly leavesData: boolean;
  question(kept: KeptJournal): string;
  /** Throws if there is no such way. */
  check(kept: KeptJournal, ports: RestoreInPlacePorts): Promise<void>;
}

async function shown(io: Io, cluster: Cluster, app: ObjectKey, way: Way): Promise<number> {
  const { options, work } = way;
  const { isDryRun, isConfirmed, inPlace } = options;
  const progress = restoreProgress(io, styleFor(io, io.stderr, options.color), app);
  try {
    const ports = inPlacePorts(io, cluster, progress);
    const kept = await findOpenRestore(app, ports, way.leavesData);
    await way.check(kept, ports);
    const { state, claim } = await claimOfRestore(kept, ports);
    progress.pause();
    const safety = await safetyOf(kept.now, ports);
    const open: OpenView = { kept, claim: { state, uid: claim?.metadata.uid }, safety, app };
    const claimUid = inPlace.claimUid ?? (await acceptedUid(io, open, way));
    await adoptClaim(kept, { leavesData: isLeft(way, kept), claimUid }, ports);
    if (isDryRun) {
      const names = [`replicationsource.volsync.backube/${app.name}`];
      const document = restoreStatusDocument(reportOf(io, open));
      await present(io, options.output, { document, names, text: () => textOf(io, open, io.stdout, options) });
      return 0;
    }
    if (!isConfirmed) {
      const question = way.question(kept);
      if (!io.canPrompt) throw unconfirmed(question);
      io.stderr.write(textOf(io, open, io.stderr, options));
      await confirmed(io, question);
    }
    return await showInPlaceReport(io, await work(kept, { ...inPlace, claimUid }, ports), options);
  } finally {
    progress.close();
  }
}

/** An unfinished restore, as shown before anything is done. */
interface OpenView {
  readonly kept: KeptJournal;
  readonly claim: ClaimNow;
  readonly safety: SafetyState;
  readonly app: ObjectKey;
}

function isLeft({ leavesData }: Way, { now }: KeptJournal): boolean {
  return leavesData || now.leavesData;
}

/** The UID of a replaced PVC, once somebody confirms to overwrite it; --yes does not confirm that. */
async function acceptedUid(io: Io, open: OpenView, way: Way): Promise<string | undefined> {
  const { kept, claim } = open;
  const { state, uid } = claim;
  const isOther = state === 'replaced' || state === 'unproven';
  if (!isOther || isLeft(way, kept) || !io.canPrompt || way.options.isDryRun) return undefined;
  io.stderr.write(textOf(io, open, io.stderr, way.options));
  const { namespace, claim: name } = kept.now;
  await confirmed(io, `Overwrite the files that PVC ${namespace}/${name} (UID ${uid ?? ''}) has now?`);
  return uid;
}

async function confirmed(io: Io, question: string): Promise<void> {
  if (!(await io.prompts.confirm(question))) throw new Failure('interrupted', 'Nothing was changed.');
}

function reportOf(io: Io, { kept, claim, safety }: OpenView): RestoreStatusReport {
  const { now: journal, holder } = kept;
  const fate = holder === undefined ? 'elsewhere' : io.creatorStateOf(holder);
  return { time: io.now(), restores: [{ journal, holder, fate, claim, safety }], unreadable: [], parked: [] };
}

function textOf(io: Io, open: OpenView, output: Output, { color }: GlobalOptions): string {
  const { namespace, name } = open.app;
  return renderRestoreStatus(reportOf(io, open), {
    style: styleFor(io, output, color),
    programName: io.programName,
    columns: output.isTerminal ? output.columns : undefined,
    place: `${namespace}/${name}`,
  });
}

function unconfirmed(question: string): Failure {
  return new Failure('refused', `no terminal to confirm: ${question}`, {
    hint: 'check with --dry-run, then pass --yes',
  });
}
