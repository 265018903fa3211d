/** The longest name that an object may have. */
const longest = 253;

/**
 * The names that the safety VolumeSnapshot of a run can have: of the beginning, after everything was stopped, and where that
 * is done again. The run is in them, so no two restores meet.
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

/** Whether a VolumeSnapshot of that run is its safety net. */
export function isSafetySnapshotName(name: string, run: string): boolean {
  return run !== '' && ['', '-stopped', '-stopped-2'].some((end) => name.endsWith(`${runEnd(run)}${end}`));
}

function runEnd(run: string): string {
  return `-before-${run.slice(0, 8)}`;
}
