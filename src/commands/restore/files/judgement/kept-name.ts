import { bytesOfPath, pathOfBytes } from '../../../../files/path-bytes.ts';

/** As long as Linux lets a name be, in bytes. */
const longestName = 255;
/** For the number that follows where the name is taken. */
const spare = 5;

/** The name that a replaced entry gets beside the new one, such as `app.yaml.before-20261129T153012Z`. */
export function keptName(name: string, now: Date): string {
  const suffix = `.before-${now.toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const bytes = bytesOfPath(name);
  const most = longestName - suffix.length - spare;
  return `${bytes.length <= most ? name : pathOfBytes(bytes.subarray(0, most))}${suffix}`;
}
