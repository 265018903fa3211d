import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FileEntry } from '../../src/files/file-entry.ts';
import { Failure } from '../../src/errors.ts';
import type { Cluster, ExecEvent } from '../../src/kubernetes/cluster.ts';
import { compareFiles, type FileComparison } from '../../src/comparison/compare-files.ts';
import type { Comparison } from '../../src/comparison/comparison.ts';

/** restic's metadata of a path. */
export interface Node {
  readonly path: string;
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: string;
  readonly inode: number;
  readonly target: string | undefined;
  readonly sha256: string | undefined;
}

/** Deviations from restic's real output. */
export interface Lies {
  /** Changes the nodes of the snapshot. */
  readonly nodes?: (nodes: readonly Node[]) => readonly Node[];
  /** Files that restic cannot open; for those that the volume has, it claims that it would restore them. */
  readonly unreadable?: readonly string[];
  /** Bash that runs while content is compared. */
  readonly meanwhile?: string;
  /** The exit codes of `ls` and `restore`. */
  readonly codes?: { readonly ls?: number; readonly restore?: number };
  /** Parent folders of the requested ones, which restic lists as well. */
  readonly above?: readonly string[];
  /** Whether restic prints its summary. */
  readonly isCut?: boolean;
}

interface Programs {
  readonly lies?: Lies;
  /** Local folders, by mount path. */
  readonly folders?: Readonly<Record<string, string>>;
}

/** A local folder as a volume, and the content of its backup. */
export class LocalVolume {
  readonly root = mkdtempSync(path.join(tmpdir(), 'local-volume-'));
  readonly #scratch = mkdtempSync(path.join(tmpdir(), 'local-scratch-'));
  readonly #backup = mkdtempSync(path.join(tmpdir(), 'local-backup-'));
  #nodes: readonly Node[] = [];

  get folders(): readonly string[] {
    return [this.root, this.#scratch, this.#backup];
  }

  /** Records the content of the volume, like the mover's backup. */
  backUp(): void {
    this.#nodes = nodesIn(this.root, '/');
    execFileSync('cp', ['-a', `${this.root}/.`, this.#backup]);
  }

  /** Makes the volume equal to the backup, like the mover. */
  restore(deletesExtraFiles: boolean): void {
    if (deletesExtraFiles) execFileSync('find', [this.root, '-mindepth', '1', '-delete']);
    execFileSync('cp', ['-a', `${this.#backup}/.`, this.root]);
  }

  /** Compares the present volume with the backup, using the real script and a fake restic. */
  async compare(request: Partial<FileComparison> = {}, lies: Lies = {}): Promise<Comparison> {
    const work = {
      cluster: { exec: this.programs({ lies }) },
      pod: { namespace: 'home', name: 'pod' },
      container: 'restic',
      signal: new AbortController().signal,
    };
    const files = { list: (folder: string) => listOf(this.#told(lies), folder) };
    const all = { snapshotId: 'a'.repeat(64), paths: [], isFast: false, isLive: true, fsGroup: undefined, limit: 100 };
    return compareFiles({ ...all, onEvent: () => undefined, ...request }, { work, files, scratch: '/scratch' });
  }

  /** Programs of a pod that run locally, with the volume as /data and a fake restic. */
  programs({ lies = {}, folders = {} }: Programs = {}): Cluster['exec'] {
    const places: Readonly<Record<string, string>> = { '/data': this.root, '/scratch': this.#scratch, ...folders };
    const played = () => this.#playedRestic(lies);
    return async function* ({ command }): AsyncGenerator<ExecEvent, void> {
      const [file = '', ...args] = command.map((word) => places[word] ?? word);
      const env = { PATH: `${played()}:/usr/bin:/bin` };
      const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
      const errors: Buffer[] = [];
      child.stderr.on('data', (bytes: Buffer) => errors.push(bytes));
      for await (const bytes of child.stdout) yield { type: 'stdout', bytes: bytes as Buffer };
      const exitCode = await ended;
      yield { type: 'stderr', bytes: Buffer.concat(errors) };
      yield { type: 'ended', exitCode };
    };
  }

  #told(lies: Lies): readonly Node[] {
    return lies.nodes?.(this.#nodes) ?? this.#nodes;
  }

  /** The folder of a program that answers as restic would now. */
  #playedRestic(lies: Lies): string {
    const nodes = this.#told(lies);
    const bin = mkdtempSync(path.join(this.#scratch, 'bin-'));
    writeFileSync(path.join(bin, 'ls.json'), ['{"struct_type":"snapshot"}', ...nodes.map(jsonOf)].join('\n') + '\n');
    writeFileSync(path.join(bin, 'ls.text'), nodes.map((node) => `${longOf(node)}\n`).join(''), 'latin1');
    writeFileSync(path.join(bin, 'restore'), `${this.#actions(nodes, lies).join('\n')}\n`);
    const { ls = 0, restore = 0 } = lies.codes ?? {};
    const script = `#!/bin/bash
case " $* " in
  *' --json '*' -- '*) [ ${ls} -eq 0 ] || echo 'Fatal: wrong password or no key found' >&2; cat ${bin}/ls.json; exit ${ls} ;;
  *' --long '*) cat ${bin}/ls.text ;;
  *' dump '*) exec cat -- '${this.#backup}'"\${!#}" ;;
  *' restore '*) ${lies.meanwhile ?? ':'}; cat ${bin}/restore; exit ${restore} ;;
esac`;
    writeFileSync(path.join(bin, 'restic'), script, { mode: 0o755 });
    return bin;
  }

  #actions(nodes: readonly Node[], { unreadable = [], above = [], isCut = false }: Lies): readonly string[] {
    const seen = new Set<number>();
    const lines = nodes.map((node) => {
      const isSecond = node.type === 'file' && seen.has(node.inode);
      seen.add(node.inode);
      const [action, size] = node.type !== 'file' || isSecond ? ['restored', 0] : this.#actionOf(node, unreadable);
      const item = jsonText(node.path);
      return `{"message_type":"verbose_status","action":"${action}","item":${item},"size":${size}}`;
    });
    const folders = above.map((of) => `{"message_type":"verbose_status","action":"restored","item":"${of}","size":0}`);
    return [...lines, ...folders, ...(isCut ? [] : ['{"message_type":"summary","total_files":1}'])];
  }

  #actionOf({ path: of, sha256, size }: Node, unreadable: readonly string[]): readonly [string, number] {
    const place = Buffer.from(this.root + of, 'latin1');
    if (unreadable.includes(of) || !existsSync(place) || !lstatSync(place).isFile()) return ['restored', size];
    return [sha256Of(place) === sha256 ? 'unchanged' : 'updated', size];
  }
}

/** Paths are Latin-1 here: one character per byte. */
function nodesIn(root: string, folder: string): readonly Node[] {
  const names = readdirSync(Buffer.from(root + folder, 'latin1'), { encoding: 'buffer' }).map((name) =>
    name.toString('latin1'),
  );
  return names.toSorted().flatMap((name) => {
    const of = path.posix.join(folder, name);
    const place = Buffer.from(root + of, 'latin1');
    const stat = lstatSync(place, { bigint: true });
    const type = stat.isFile() ? 'file' : stat.isDirectory() ? 'dir' : stat.isSymbolicLink() ? 'symlink' : 'fifo';
    const node: Node = {
      path: of,
      type,
      mode: Number(stat.mode) & 0o7777,
      uid: Number(stat.uid),
      gid: Number(stat.gid),
      size: type === 'file' ? Number(stat.size) : 0,
      mtime: timeOf(stat.mtimeNs),
      inode: Number(stat.ino),
      target: type === 'symlink' ? readlinkSync(place, { encoding: 'buffer' }).toString('latin1') : undefined,
      sha256: type === 'file' ? sha256Of(place) : undefined,
    };
    if (name === 'lost+found') return [];
    return type === 'dir' ? [node, ...nodesIn(root, of)] : [node];
  });
}

/** In Go's format, without trailing zeros in the fraction. */
function timeOf(ns: bigint): string {
  const seconds = new Date(Number(ns / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  const fraction = String(ns % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}Z`;
}

function jsonOf({ path: of, type, mode, uid, gid, size, mtime, inode }: Node): string {
  const name = jsonText(path.posix.basename(of));
  const sizeText = type === 'file' ? `"size":${size},` : '';
  const head = `{"name":${name},"type":"${type}","path":${jsonText(of)},"uid":${uid},"gid":${gid},${sizeText}`;
  const goMode =
    (mode & 0o777) + (mode & 0o4000 ? 2 ** 23 : 0) + (mode & 0o2000 ? 2 ** 22 : 0) + (type === 'dir' ? 2 ** 31 : 0);
  const times = `"mtime":"${mtime}","atime":"${mtime}","ctime":"${mtime}"`;
  return `${head}"mode":${goMode},"permissions":"-rw-r--r--",${times},"inode":${inode},"message_type":"node","struct_type":"node"}`;
}

function longOf({ path: of, type, target }: Node): string {
  return `${type === 'symlink' ? 'Lrwxrwxrwx' : '-rw-r--r--'}     0     0      0 2026-11-24 20:41:35 ${of}${target === undefined ? '' : ` -> ${target}`}`;
}

/** Like Go's JSON: bytes that are not UTF-8 are \ufffd, and characters with a meaning in HTML are escaped. */
function jsonText(latin1: string): string {
  const text = Buffer.from(latin1, 'latin1').toString('utf8');
  return JSON.stringify(text).replace(
    /[<>&\ufffd\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

async function* listOf(nodes: readonly Node[], folder: string): AsyncGenerator<FileEntry, void> {
  const { pathOfBytes } = await import('../../src/files/path-bytes.ts');
  const text = (latin1: string) => pathOfBytes(Buffer.from(latin1, 'latin1'));
  const found = nodes.filter((node) => path.posix.dirname(text(node.path)) === folder);
  if (found.length === 0 && !nodes.some((node) => text(node.path) === folder)) throw new Failure('not-found', folder);
  for (const { path: of, target, mtime, size, type, mode, uid, gid } of found) {
    const entry = {
      path: text(of),
      type,
      mode,
      uid,
      gid,
      size: type === 'file' ? size : undefined,
      time: new Date(mtime),
    };
    yield target === undefined ? entry : { ...entry, target: text(target) };
  }
}

function sha256Of(place: Buffer): string {
  return createHash('sha256').update(readFileSync(place)).digest('hex');
}

/** The examples of a comparison: a letter for the kind, the path, and the fields. */
export function named({ examples }: Comparison): readonly string[] {
  return examples.map(({ kind, path: of, fields, isMoving }) =>
    [kind, of, ...fields, ...(isMoving && kind !== 'moving' ? ['moving'] : [])].join(' '),
  );
}
