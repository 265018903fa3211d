import { plainLine } from '../foreign-text.ts';

/** ` in lab`: the cluster of a plan, by the name of its context; empty if it has no name. */
export function inCluster(clusterName: string | undefined): string {
  return clusterName === undefined ? '' : ` in ${plainLine(clusterName)}`;
}
