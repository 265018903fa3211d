import { readParts, type RepositoryParts } from './repository-parts.ts';

/** A repository as its directory listing shows it, without the password. */
export interface ListedRepository {
  readonly path: string;
  /** Without a config file, restic does not recognize the folder as a repository. */
  readonly hasConfig: boolean;
  readonly snapshots: number;
  /** When the newest snapshot file was written, on the clock of the storage. */
  readonly newest: Date | undefined;
  readonly locks: number;
  readonly oldestLock: Date | undefined;
  readonly bytes: number | undefined;
  readonly parts: RepositoryParts;
  /** Number of empty snapshot files. */
  readonly emptySnapshots: number;
  /** Short ids of the snapshots, from the names of the files that are not empty. */
  readonly ids: readonly string[];
}

/** The repositories below the listed folders. */
export interface Listing {
  readonly time: Date | undefined;
  readonly repositories: readonly ListedRepository[];
  /** Folders that may not be read. */
  readonly unreadable: readonly string[];
  /** By the number of an app: the path of its repository; undefined if its address is not a path. */
  readonly addresses: ReadonlyMap<number, string | undefined>;
  /** Whether the log is complete. */
  readonly isWhole: boolean;
}

/** Parses the log of a container that ran `listingCommand` with this mark. */
export function readRepositoryListing(lines: readonly string[], mark: string): Listing {
  const words = lines.filter((line) => line.startsWith(`${mark} `)).map((line) => line.slice(mark.length + 1));
  const of = (kind: string) =>
    words.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  return {
    time: dateOf(of('clock')[0]),
    repositories: of('repository').flatMap(repositoryOf),
    unreadable: of('unreadable'),
    addresses: new Map(of('address').map(addressOf)),
    isWhole: words[0]?.startsWith('clock ') === true && words.at(-1) === 'over',
  };
}

function repositoryOf(line: string): readonly ListedRepository[] {
  const match =
    /^(?<config>yes|no) (?<snapshots>\d+) (?<newest>\S+) (?<locks>\d+) (?<oldest>\S+) (?<size>\S+) (?<parts>\S+ \S+ \S+) (?<empty>\d+) (?<ids>\S+) (?<path>\/.*)$/.exec(
      line,
    )?.groups;
  if (match === undefined) return [];
  const size = Number(match['size']);
  return [
    {
      path: match['path'] ?? '',
      hasConfig: match['config'] === 'yes',
      snapshots: Number(match['snapshots']),
      newest: dateOf(match['newest']),
      locks: Number(match['locks']),
      oldestLock: dateOf(match['oldest']),
      bytes: Number.isNaN(size) ? undefined : size * 1024,
      parts: readParts((match['parts'] ?? '').split(' ')),
      emptySnapshots: Number(match['empty']),
      ids: (match['ids'] ?? '').split(',').filter((id) => id !== ''),
    },
  ];
}

function addressOf(line: string): readonly [number, string | undefined] {
  const space = line.indexOf(' ');
  return space < 0 ? [Number(line), undefined] : [Number(line.slice(0, space)), line.slice(space + 1)];
}

function dateOf(seconds: string | undefined): Date | undefined {
  return seconds === undefined || !/^\d+$/.test(seconds) ? undefined : new Date(Number(seconds) * 1000);
}
