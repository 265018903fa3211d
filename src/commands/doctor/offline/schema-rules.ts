import { pathText, schemaProblems, type SchemaProblem } from '../../../volsync/crd-schema.ts';
import { couldNotLook, problem, type Judged, type Rule } from '../finding.ts';
import { isVolSync, type OfflineFacts } from './facts.ts';
import type { ManifestObject } from './manifests.ts';

/** Fields that VolSync's CRD does not have. */
const unknownField: Rule<OfflineFacts> = {
  name: 'unknown-field',
  harm: 'no-backup',
  summary: "every field is one of VolSync's CRD",
  explanation:
    'The API server drops a field that the CRD does not have, and says so to nobody who applies with a GitOps tool: a misspelt retain or moverSecurityContext is simply not there. The fields are those of VolSync 0.16.',
  judge: (facts) =>
    replications(facts).flatMap(([object, found]) =>
      found.filter(({ kind }) => kind === 'unknown-field').map((each) => unknownFieldFinding(object, each)),
    ),
};

function unknownFieldFinding(object: ManifestObject, { path, message, near }: SchemaProblem): Judged {
  // The fork of VolSync with the kopia mover has fields of its own.
  if (pathText(path) === 'spec.kopia') {
    return couldNotLook(
      object.at(...path),
      'spec.kopia',
      'it is a field of a fork of VolSync, whose fields are not known here',
    );
  }
  return problem(object.at(...path), {
    seen: message,
    why: 'the API server drops it without a word, and VolSync never sees it',
    fix:
      near === undefined
        ? `remove it, or compare: kubectl explain ${object.kind.toLowerCase()}.spec`
        : `did you mean ${near}?`,
  });
}

const invalidValue: Rule<OfflineFacts> = {
  name: 'invalid-value',
  harm: 'no-backup',
  summary: "every value is of the type that VolSync's CRD asks for",
  explanation:
    'The API server refuses an object with a value of another type, and with it often the whole set that is applied: retain.last is a text, hourly is a number, a schedule has numbers only.',
  judge: (facts) =>
    replications(facts).flatMap(([object, found]) =>
      found
        .filter(({ kind }) => kind === 'invalid-value')
        .map(({ path, message }) =>
          problem(object.at(...path), {
            seen: message,
            why: 'the API server refuses the object',
            fix: `correct ${pathText(path)}`,
          }),
        ),
    ),
};

const unreadable: Rule<OfflineFacts> = {
  name: 'unreadable-manifest',
  harm: 'no-backup',
  summary: 'every file about VolSync can be read',
  explanation:
    'A file that is no YAML cannot be applied. Templates of Helm are none: check what "helm template" or "kustomize build" writes instead.',
  judge: ({ unread }) =>
    unread.map(({ file, line, why }) =>
      couldNotLook(
        { kind: 'File', name: file, file, line },
        'it is not valid YAML',
        why,
        `volsyncctl doctor --offline -f -`,
      ),
    ),
};

const unsetVariable: Rule<OfflineFacts> = {
  name: 'unset-variable',
  harm: 'no-backup',
  summary: 'every variable has a value or a default',
  explanation:
    'Flux fills in nothing for a variable without a value, and ${APP}-volsync becomes -volsync. With --env the values are those of one app; without it, fields with such a variable are not judged.',
  judge: ({ objects, hasValues }) =>
    objects.filter(isOfApp).flatMap((object) => {
      if (object.unset.length === 0) return [];
      const names = object.unset.join(', ');
      if (!hasValues) {
        return [
          couldNotLook(
            object.at(),
            `variables without a value: ${names}`,
            'what they stand for is not judged',
            'use --env FILE with their values',
          ),
        ];
      }
      return [
        problem(object.at(), {
          seen: `variables without a value or a default: ${names}`,
          why: 'Flux fills in nothing for them',
          fix: `set ${names} in the file of --env, or write \${${object.unset[0] ?? ''}:-default}`,
        }),
      ];
    }),
};

/** The kinds that the rules look at. */
function isOfApp(object: ManifestObject): boolean {
  return (
    isVolSync(object) || (object.kind === 'PersistentVolumeClaim' && 'dataSourceRef' in Object(object.body['spec']))
  );
}

type Compared = readonly [ManifestObject, readonly SchemaProblem[]];

function replications({ sources, destinations }: OfflineFacts): readonly Compared[] {
  return [
    ...sources.map((object): Compared => [object, schemaProblems('ReplicationSource', object.body['spec'])]),
    ...destinations.map((object): Compared => [object, schemaProblems('ReplicationDestination', object.body['spec'])]),
  ];
}

/** What can be said of the fields alone. */
export const schemaRules: readonly Rule<OfflineFacts>[] = [unknownField, invalidValue, unreadable, unsetVariable];
