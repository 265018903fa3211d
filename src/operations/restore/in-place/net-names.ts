/** The longest name that an object may have. */
const longest = 253;

/**
 * The names that the safety VolumeSnapshot of a run can have: of the beginning, after everything was stopped, and where that
 * is done again. The run is in them, so no two restores meet.
 */
export function netNames(app: string, run: string): readonly [first: string, stopped: string, again: string] {
  const end = `-before-${run.slice(0, 8)}`;
  const rest = longest - 'volsyncctl-'.length - end.length - '-stopped-2'.length;
  const first = `volsyncctl-${app.slice(0, rest).replace(/[.-]+$/, '')}${end}`;
  return [first, `${first}-stopped`, `${first}-stopped-2`];
}
