import { Failure } from '../../../../errors.ts';
import { compareScript } from '../../judgement/compare-script.ts';
import { readDifferences, type VolumeDifference } from '../../judgement/volume-differences.ts';
import { programOutput, ProgramError, translated, type Workplace } from '../../../../volume/pod-programs.ts';

/** Whether a volume equals its copy, and where it differs. */
export interface VolumeComparison {
  /**
   * `same`: names, types, contents, links, modes, owners and times. `unknown`: no difference in what could be read, but
   * not everything could.
   */
  readonly verdict: 'same' | 'different' | 'unknown';
  /** Proven: everything that an app reads is equal, apart from modes, owners and times. */
  readonly isDataSame: boolean;
  /** The number of files of the copy that were read completely. */
  readonly files: number;
  /** The number of differences in data. */
  readonly data: number;
  /** The number of entries with a different mode, owner or time. */
  readonly attributes: number;
  /** The first of both, each kind of data and then the attributes. */
  readonly examples: readonly VolumeDifference[];
  /** What could not be read, in the words of the programs. */
  readonly unreadable: readonly string[];
}

/** Two folders in one pod. */
export interface VolumeFolders {
  readonly copy: string;
  readonly live: string;
}

const mostExamples = 20;

/** Compares every byte, in a pod with bash and GNU tools; only differences are transferred. */
export async function compareVolumes({ copy, live }: VolumeFolders, work: Workplace): Promise<VolumeComparison> {
  let unreadable: readonly string[] = [];
  const said = (lines: readonly string[]) => (unreadable = lines);
  const output = programOutput(['bash', '-c', compareScript, 'volsyncctl', copy, live], work, said);
  const count = { data: 0, attributes: 0 };
  const examples: Record<'data' | 'attributes', VolumeDifference[]> = { data: [], attributes: [] };
  let end: { readonly isWhole: boolean; readonly files: number } | undefined;
  for await (const found of readDifferences(translated(output, uncompared))) {
    if (found.kind === 'end') {
      end = found;
      continue;
    }
    const kind = found.kind === 'attributes' ? 'attributes' : 'data';
    count[kind] += 1;
    if (examples[kind].length < mostExamples) examples[kind].push(found);
  }
  if (end === undefined) throw new Error('a comparison has no end');
  const isWhole = end.isWhole && unreadable.length === 0;
  const isSame = count.data === 0 && count.attributes === 0;
  return {
    verdict: isSame ? (isWhole ? 'same' : 'unknown') : 'different',
    isDataSame: isWhole && count.data === 0,
    files: end.files,
    ...count,
    examples: [...examples.data, ...examples.attributes],
    unreadable,
  };
}

/** For example, an image without bash. */
function uncompared(error: unknown): unknown {
  if (!(error instanceof ProgramError)) return error;
  return new Failure('unknown', 'The volume could not be compared with its copy.', {
    details: error.errors.slice(-10),
  });
}
