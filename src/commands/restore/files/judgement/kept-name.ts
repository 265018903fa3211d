import { bytesOfPath, pathOfBytes } from '../../../../files/path-bytes.ts';

/** The maximum length of a name on Linux, in bytes. */
const longestName = 255;
/** Room for the number that is appended if the name is taken. */
const spare = 5;

/** The name of a replaced entry next to the new one, such as `app.yaml.before-20261129T153012Z`. */
export function keptName(name: string, now: Date): string {
  const suffix = `.before-${now.toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const bytes = bytesOfPath(name);
  const most = longestName - suffix.length - spare;
  return `${bytes.length <= most ? name : pathOfBytes(bytes.subarray(0, most))}${suffix}`;
}
