import { expect } from 'vitest';
import { stepNames, type StepName } from '../../src/volsync/restore-journal.ts';
import { getJson, until } from '../lab/kubectl.ts';
import { said } from './lab.ts';
import { deny, type Denied } from './restore-in-place-denials.ts';
import {
  beginRestore,
  endRestore,
  filesOf,
  isReady,
  leftBy,
  makePresent,
  objectsOf,
  tidied,
  type FluxApp,
} from './restore-in-place-lab.ts';
import { differingPaths } from './volume-state.ts';

/** What happens to a restore, and how it is then ended. */
export interface Row {
  readonly what: 'killed as it begins' | 'killed within' | 'refused' | 'killed as it is given back';
  readonly step: StepName;
  readonly way: 'resume' | 'abort';
}

/**
 * Each way to break each step, once: every step is tested with both ways to end and with both kinds of app. The unit
 * tests of the engine break a restore before each of its calls and end it both ways.
 */
export function rowsOf(kind: FluxApp['kind']): readonly Row[] {
  const whats = ['killed as it begins', 'killed within', 'refused', 'killed as it is given back'] as const;
  const all = whats.flatMap((what, offset) =>
    stepNames.map((step, index) => {
      const way = (offset + index) % 2 === 0 ? ('resume' as const) : ('abort' as const);
      const app = (Math.floor(offset / 2) + index) % 2 === 0 ? 'Deployment' : 'StatefulSet';
      return { row: { what, step, way }, app };
    }),
  );
  return all.filter(({ app, row }) => app === kind && !doesNothing(row)).map(({ row }) => row);
}

/**
 * Nothing is done when these are released: killed there, a restore is in the state before or after. If the safety copy
 * is refused, nothing stays unfinished.
 */
function doesNothing({ what, step, way }: Row): boolean {
  if (what === 'refused' && step === 'keep') return true;
  if (what !== 'killed as it is given back') return false;
  return step === 'check' || (step === 'keep' && way === 'resume');
}

/** Breaks a restore as the row says, ends it, and compares everything with the previous state. */
export async function seen(app: FluxApp, row: Row): Promise<void> {
  await tidied(app);
  const present = await makePresent(app);
  const objects = await objectsOf(app);
  const run = await brokenAndEnded(app, row);
  const expected = row.way === 'resume' ? app.saved : present;
  expect(differingPaths(expected, filesOf(app.folder)), run).toEqual([]);
  expect(await objectsOf(app), run).toEqual(objects);
  const net = row.way === 'resume' ? [expect.stringMatching(/^VolumeSnapshot\//) as string] : [];
  expect(await leftBy(app), run).toEqual(net);
  await isReady(app);
  // Its pod has changed nothing either.
  expect(differingPaths(expected, filesOf(app.folder)), run).toEqual([]);
}

/** Returns the whole output. */
async function brokenAndEnded(app: FluxApp, row: Row): Promise<string> {
  const broken = await (row.what === 'refused' ? refused(app, row.step) : killed(app, row));
  try {
    // A rollback does not need what is refused, except for the pod that copies.
    if (row.way === 'resume' || row.step === 'check') await broken.off();
    const end = await endRestore(app, row.way);
    const words = [broken.stderr, `--- ${row.way}`, end.stderr, end.stdout].join('\n');
    expect(end.exitCode, words).toBe(0);
    return words;
  } finally {
    await broken.off();
  }
}

interface Broken extends Denied {
  readonly stderr: string;
}

async function killed(app: FluxApp, row: Row): Promise<Broken> {
  const running = beginRestore(app);
  await momentOf(row, app, running.stderr);
  running.kill('SIGKILL');
  const { stderr, signal } = await running;
  expect(signal, stderr).toBe('SIGKILL');
  return { stderr, off: () => Promise.resolve() };
}

async function momentOf({ what, step }: Row, app: FluxApp, stderr: Parameters<typeof said>[0]): Promise<void> {
  const number = stepNames.indexOf(step) + 1;
  if (what === 'killed as it begins') return said(stderr, new RegExp(`${number} of 6: `));
  if (what === 'killed as it is given back') return said(stderr, new RegExp(`releasing: ${givenBack[step]}`));
  await said(stderr, within[step]);
  if (step === 'restore') await until('the mover runs', () => isRestoring(app));
}

const givenBack: Readonly<Record<StepName, string>> = {
  keep: 'keep',
  hold: 'suspend',
  stop: 'stop',
  park: 'park',
  restore: 'restore',
  check: 'compare',
};

/** The output while a part of the step is running. */
const within: Readonly<Record<StepName, RegExp>> = {
  keep: /VolumeSnapshot \S+ of PVC/,
  hold: /suspended Kustomization/,
  stop: /scaled \S+ web from 1 to 0/,
  park: /parked ReplicationSource/,
  restore: /5 of 6: /,
  check: /6 of 6: [^]* pod \S+/,
};

async function isRestoring({ namespace }: FluxApp): Promise<boolean> {
  const found = await getJson<{ items: readonly { metadata: { name: string }; status: { phase?: string } }[] }>([
    ...['pods', '-n', namespace],
  ]);
  const mover = found?.items.find(({ metadata }) => metadata.name.startsWith('volsync-dst-volsyncctl-'));
  return mover?.status.phase === 'Running';
}

async function refused(app: FluxApp, step: StepName): Promise<Broken> {
  // A comparison also needs a pod before the restore: it is refused there while VolSync is working.
  const early = step === 'check' ? undefined : await deny(step, app);
  const running = beginRestore(app);
  const denial = early ?? (await denyWhenRestoring(app, step));
  try {
    const { exitCode, stderr } = await running;
    expect(exitCode, stderr).toBe(4);
    expect(stderr).toContain(`the test refuses ${step}`);
    expect(stderr).toContain(`volsyncctl restore abort ${app.name} -n ${app.namespace}`);
    return { stderr, off: () => denial.off() };
  } catch (error) {
    await denial.off();
    throw error;
  }
}

async function denyWhenRestoring(app: FluxApp, step: StepName): Promise<Denied> {
  await until('VolSync restores', async () => (await leftBy(app)).some((name) => name.startsWith('Replication')));
  return deny(step, app);
}
