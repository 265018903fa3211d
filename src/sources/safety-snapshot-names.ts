/** The maximum length of an object's name. */
const longest = 253;

/**
 * The possible names of a run's safety VolumeSnapshots: taken at the start, after everything was stopped, and when that
 * is repeated. They contain the run, so two restores never collide.
 */
export function safetySnapshotNames(
  app: string,
  run: string,
): readonly [first: string, stopped: string, again: string] {
  const end = runEnd(run);
  const rest = longest - 'volsyncctl-'.length - end.length - '-stopped-2'.length;
  const first = `volsyncctl-${app.slice(0, rest).replace(/[.-]+$/, '')}${end}`;
  return [first, `${first}-stopped`, `${first}-stopped-2`];
}

/** Whether a VolumeSnapshot is the safety copy of that run. */
export function isSafetySnapshotName(name: string, run: string): boolean {
  return run !== '' && ['', '-stopped', '-stopped-2'].some((end) => name.endsWith(`${runEnd(run)}${end}`));
}

function runEnd(run: string): string {
  return `-before-${run.slice(0, 8)}`;
}
