import { parseVolumePath } from '../../cli/options/volume-path.ts';
import { folderKey } from '../../cli/recent-paths.ts';
import { resources } from '../../volsync/resources.ts';
import { bare, type CompletionCandidate, namesOf, type NameSources } from './candidates.ts';
import type { TypedLine } from './typed-line.ts';

/** Before the name of a claim, where there is no app. */
export const claimPrefix = 'pvc/';

/** The apps, or the claims, for a path to be typed after; the last word of cp is a place on this machine. */
export async function volumePaths(
  { command, words, last }: TypedLine,
  names: NameSources,
): Promise<readonly CompletionCandidate[] | 'files'> {
  if (last.includes(':')) return recentPaths(last, names);
  if (command.name() === 'cp' && words.length > 0) return 'files';
  if (last.startsWith(claimPrefix)) return claims(names, ':');
  const cluster = await names.cluster();
  const apps = await namesOf(cluster, resources.replicationSources, cluster.namespace);
  return [
    ...apps.map(({ value }) => bare(`${value}:`)),
    { value: claimPrefix, meaning: 'a PVC, with or without an app' },
  ];
}

/** The names of the PVCs, each followed by `end`. */
export async function claims(names: NameSources, end: string): Promise<readonly CompletionCandidate[]> {
  const cluster = await names.cluster();
  const found = await namesOf(cluster, resources.persistentVolumeClaims, cluster.namespace);
  return found.map(({ value }) => bare(`${claimPrefix}${value}${end}`));
}

/**
 * The names that `ls` or `browse` has listed in that folder within the last minutes. The volume itself is not read:
 * that needs a pod.
 * @throws a usage failure if the word names no volume
 */
export async function recentPaths(word: string, names: NameSources): Promise<readonly CompletionCandidate[]> {
  const typed = /^.*[:/]/.exec(word)?.[0] ?? '';
  const { kind, name, namespace, path } = parseVolumePath(typed);
  const cluster = await names.cluster();
  const place = { namespace: namespace ?? cluster.namespace };
  const target = kind === 'app' ? { ...place, kind, app: name } : { ...place, kind, claim: name };
  const { paths } = await names.completionCache();
  const found = await paths.recall(folderKey(cluster, target, path));
  // A path means the same without a leading slash: the typed form is kept.
  const start = word.endsWith(':') ? `${typed}/` : typed;
  return found.map((one) => bare(`${start}${one}`));
}
