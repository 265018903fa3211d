import { Failure } from '../errors.ts';
import type { Cluster, ObjectKey } from '../kube/cluster.ts';
import { abortRestore, openRestore, resumeRestore } from '../operations/restore-in-place.ts';
import type { InPlaceOptions } from '../operations/restore/in-place/plan.ts';
import type { KeptJournal } from '../operations/restore/in-place/journal-store.ts';
import { renderRestoreStatus, restoreStatusDocument } from '../render/restore-status.ts';
import { isVolumeTouched, safetyText } from '../render/restore-journal.ts';
import { styleFor } from './color.ts';
import type { GlobalOptions } from './global-options.ts';
import type { Io, Output } from './io.ts';
import { present } from './output.ts';
import { inPlacePorts, showInPlaceReport } from './restore-in-place-views.ts';
import { restoreProgress } from './restore-progress.ts';

export interface OpenViewOptions extends GlobalOptions {
  readonly inPlace: InPlaceOptions;
  readonly isDryRun: boolean;
  readonly isConfirmed: boolean;
}

/** Goes on with the open restore of an app, and returns the exit code. */
export function showResume(io: Io, cluster: Cluster, app: ObjectKey, options: OpenViewOptions): Promise<number> {
  const question = ({ now }: KeptJournal) => {
    if (now.direction !== 'aborting') return 'Go on with the restore?';
    return now.leavesData ? `It was being taken back. ${leaving}` : 'It was being taken back. Go on taking it back?';
  };
  return shown(io, cluster, app, { options, question, work: resumeRestore });
}

/** Takes the open restore of an app back, and returns the exit code. */
export function showAbort(
  io: Io,
  cluster: Cluster,
  app: ObjectKey,
  options: OpenViewOptions & { readonly leavesData: boolean },
): Promise<number> {
  const { leavesData } = options;
  const question = ({ now }: KeptJournal) =>
    leavesData || now.leavesData || !isVolumeTouched(now)
      ? leaving
      : `Bring the data of before back from ${safetyText(now) ?? 'nothing'}?`;
  return shown(io, cluster, app, {
    options,
    question,
    work: (kept, inPlace, ports) => abortRestore(kept, { ...inPlace, leavesData }, ports),
  });
}

const leaving = 'Give everything back? The data stays as it is.';

interface Way {
  readonly options: OpenViewOptions;
  readonly work: typeof resumeRestore;
  question(kept: KeptJournal): string;
}

async function shown(io: Io, cluster: Cluster, app: ObjectKey, { options, work, ...way }: Way): Promise<number> {
  const { isDryRun, isConfirmed, inPlace } = options;
  const progress = restoreProgress(io, styleFor(io, io.stderr, options.color), app);
  try {
    const ports = inPlacePorts(io, cluster, progress);
    const kept = await openRestore(app, ports);
    progress.pause();
    const holder = kept.holder;
    const fate = holder === undefined ? 'elsewhere' : io.fateOf(holder);
    const report = { time: io.now(), restores: [{ journal: kept.now, holder, fate }], unreadable: [] };
    const text = (output: Output) =>
      renderRestoreStatus(report, {
        style: styleFor(io, output, options.color),
        programName: io.programName,
        columns: output.isTerminal ? output.columns : undefined,
        place: `${app.namespace}/${app.name}`,
      });
    if (isDryRun) {
      const names = [`replicationsource.volsync.backube/${app.name}`];
      await present(io, options.output, {
        document: restoreStatusDocument(report),
        names,
        text: () => text(io.stdout),
      });
      return 0;
    }
    if (!isConfirmed) {
      if (!io.canPrompt) throw unconfirmed(way.question(kept));
      io.stderr.write(text(io.stderr));
      if (!(await io.prompts.confirm(way.question(kept)))) throw new Failure('interrupted', 'Nothing was changed.');
    }
    await showInPlaceReport(io, await work(kept, inPlace, ports), options);
    return 0;
  } finally {
    progress.close();
  }
}

function unconfirmed(question: string): Failure {
  return new Failure('refused', `There is no terminal to ask: ${question}`, {
    hint: 'look with --dry-run, then say --yes',
  });
}
