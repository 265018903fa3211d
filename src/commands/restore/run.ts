import { Failure } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { chooseOne } from '../../cli/choose.ts';
import { styleFor } from '../../cli/color.ts';
import { refuseNoCompare } from './in-place/options.ts';
import type { Io } from '../../cli/io.ts';
import type { InPlaceViewOptions } from './in-place/run.ts';
import { showRestoreTo, type RestoreViewOptions } from './to/run.ts';

/** Carries out the request, or asks on a terminal for a missing target; returns the exit code. */
export async function showRestore(io: Io, cluster: Cluster, options: RestoreViewOptions): Promise<number> {
  switch (options.mode) {
    case 'to':
    case 'repository':
      return showRestoreTo(io, cluster, options);
    case 'bootstrap': {
      const { showBootstrapRestore } = await import('./bootstrap/run.ts');
      return showBootstrapRestore(io, cluster, options);
    }
    case 'in-place': {
      const { showRestoreInPlace } = await import('./in-place/run.ts');
      return showRestoreInPlace(io, cluster, inPlaceOptionsOf(options, cluster.namespace));
    }
    case 'ask':
      return showRestore(io, cluster, await asked(io, options));
  }
}

/** An in-place restore gets only what VolSync's mover needs, like the app's own restores. */
function inPlaceOptionsOf(options: RestoreViewOptions, namespace: string): InPlaceViewOptions {
  const { app, look, asksForSnapshot, timeoutMs, isDryRun, output, color, inPlace } = options;
  const selector = options.selector ?? (asksForSnapshot ? undefined : ({ kind: 'latest' } as const));
  if (app === undefined) throw new Error('in place without an app');
  const { safety, ignoresGitOps, volumeSnapshotClass, deletesExtraFiles, isConfirmed } = inPlace;
  const inPlaceOptions = { ...look, volumeSnapshotClass, timeoutMs };
  const request = { app: app(namespace), from: options.from, selector, safety, ignoresGitOps, options: inPlaceOptions };
  return { ...options, output, color, inPlace: request, deletesExtraFiles, isDryRun, isConfirmed };
}

/** The target. Nothing destructive is assumed. */
async function asked(io: Io, options: RestoreViewOptions): Promise<RestoreViewOptions> {
  if (!io.canPrompt) {
    const message = 'no target given: pass --to pvc/NEW (a new PVC) or --in-place';
    throw new Failure('usage', message, { hint: 'without a terminal, one of them is required' });
  }
  const to = `${options.app?.('').name ?? ''}-restored`;
  const terminal = { stdin: io.stdin, stderr: io.stderr, style: styleFor(io, io.stderr, options.color) };
  const where = await chooseOne<'to' | 'in-place'>(
    'Restore',
    [
      { value: 'to', line: `into a new PVC ${to}, and change nothing else`, short: `into PVC ${to}` },
      {
        value: 'in-place',
        line: 'into the volume of the app itself, which is stopped during the restore',
        short: 'in place',
      },
    ],
    terminal,
    io.signal,
  );
  if (where === 'to') return { ...options, mode: 'to', to };
  refuseNoCompare(options.isCompared);
  return { ...options, mode: 'in-place' };
}
