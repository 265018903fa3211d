import { plainLine } from '../foreign-text.ts';

/** ` in lab`: where a plan is carried out, by the name of its context; empty where it has none. */
export function inCluster(clusterName: string | undefined): string {
  return clusterName === undefined ? '' : ` in ${plainLine(clusterName)}`;
}
