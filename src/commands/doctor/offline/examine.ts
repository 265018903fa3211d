import { Failure, type Outcome } from '../../../errors.ts';
import { readEnvFile } from '../../../volsync/env-file.ts';
import { findings, type Finding, type Rule } from '../finding.ts';
import { appRules } from './app-rules.ts';
import { isVolSync, offlineFacts, type OfflineFacts } from './facts.ts';
import { readManifests } from './manifests.ts';
import { policyRules } from './policy-rules.ts';
import { relatedRules } from './related-rules.ts';
import { schemaRules } from './schema-rules.ts';

/** The rules that need no cluster. */
export const offlineRules: readonly Rule<OfflineFacts>[] = [
  ...schemaRules,
  ...appRules,
  ...relatedRules,
  ...policyRules,
];

/** A manifest file with its text. */
export interface ManifestFile {
  readonly path: string;
  readonly text: string;
}

/** The findings in manifests, worst first. */
export interface OfflineReport {
  readonly findings: readonly Finding[];
  readonly rules: readonly Rule<OfflineFacts>[];
  /** The number of VolSync sources and destinations that were checked. */
  readonly objects: number;
  readonly sources: number;
  readonly outcome: Outcome;
}

/**
 * Judges manifests with these rules; `values` substitutes their variables, undefined leaves those without a default.
 */
export function examineManifests(
  files: readonly ManifestFile[],
  values: ReadonlyMap<string, string> | undefined,
  rules: readonly Rule<OfflineFacts>[] = offlineRules,
): OfflineReport {
  const read = files.map(({ path, text }) => readManifests(path, text, values ?? new Map()));
  const objects = read.flatMap((file) => file.objects);
  const facts = offlineFacts(
    objects,
    read.flatMap((file) => file.unread),
    values !== undefined,
  );
  const found = findings(rules, facts);
  const outcomes = found.map(({ outcome }) => outcome);
  return {
    findings: found,
    rules,
    objects: objects.filter(isVolSync).length,
    sources: facts.sources.length,
    outcome: outcomes.includes('problem') ? 'unprotected' : outcomes.includes('could-not-look') ? 'unknown' : 'ok',
  };
}

/** The values of an env file. */
export function envValues(text: string, path: string): ReadonlyMap<string, string> {
  const file = readEnvFile(text);
  if ('entries' in file) return new Map(file.entries.map(({ name, value }) => [name, value]));
  throw new Failure('usage', `line ${file.badLine} of ${path} is not an assignment`, {
    hint: 'expected NAME=value, such as VOLSYNC_CAPACITY=5Gi',
  });
}
