import { fieldPathText, schemaProblems, type SchemaProblem } from '../../../volsync/crd-schema.ts';
import { couldNotLook, problem, type Judged, type Rule } from '../finding.ts';
import { isVolSync, type OfflineFacts } from './facts.ts';
import type { ManifestObject } from './manifests.ts';
import { shellCommand } from '../../../shell-command.ts';

/** Fields that VolSync's CRD does not have. */
const unknownField: Rule<OfflineFacts> = {
  name: 'unknown-field',
  harm: 'no-backup',
  summary: "every field exists in VolSync's CRD",
  explanation:
    'The API server drops fields that the CRD does not have, and GitOps tools do not report it: a misspelt retain or moverSecurityContext has no effect. The fields are those of VolSync 0.16.',
  judge: (facts) =>
    replications(facts).flatMap(([object, found]) =>
      found.filter(({ kind }) => kind === 'unknown-field').map((each) => unknownFieldFinding(object, each)),
    ),
};

function unknownFieldFinding(object: ManifestObject, { path, message, near }: SchemaProblem): Judged {
  // The fork of VolSync with the kopia mover has additional fields.
  if (fieldPathText(path) === 'spec.kopia') {
    return couldNotLook(
      object.at(...path),
      'spec.kopia',
      'it is a field of a fork of VolSync, which cannot be checked',
    );
  }
  return problem(object.at(...path), {
    seen: message,
    why: 'the API server drops it silently, and VolSync never sees it',
    fix:
      near === undefined
        ? shellCommand`remove it, or compare: kubectl explain ${object.kind.toLowerCase()}.spec`
        : `did you mean ${near}?`,
  });
}

const invalidValue: Rule<OfflineFacts> = {
  name: 'invalid-value',
  harm: 'no-backup',
  summary: "every value has the type that VolSync's CRD requires",
  explanation:
    'The API server rejects an object with a value of the wrong type, and often the whole set that is applied with it: retain.last is a string, hourly is a number, and a schedule has only numbers.',
  judge: (facts) =>
    replications(facts).flatMap(([object, found]) =>
      found
        .filter(({ kind }) => kind === 'invalid-value')
        .map(({ path, message }) =>
          problem(object.at(...path), {
            seen: message,
            why: 'the API server rejects the object',
            fix: `correct ${fieldPathText(path)}`,
          }),
        ),
    ),
};

const unreadable: Rule<OfflineFacts> = {
  name: 'unreadable-manifest',
  harm: 'no-backup',
  summary: 'every file with VolSync objects is valid YAML',
  explanation:
    'A file that is not valid YAML cannot be applied. Helm templates are not YAML: check the output of "helm template" or "kustomize build" instead.',
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
    'Flux replaces a variable without a value with nothing, so ${APP}-volsync becomes -volsync. --env sets the values of one app; without it, fields with such a variable are not checked.',
  judge: ({ objects, hasValues }) =>
    objects.filter(isOfApp).flatMap((object) => {
      if (object.unset.length === 0) return [];
      const names = object.unset.join(', ');
      if (!hasValues) {
        return [
          couldNotLook(
            object.at(),
            `variables without a value: ${names}`,
            'fields that use them are not checked',
            'set them with --env FILE',
          ),
        ];
      }
      return [
        problem(object.at(), {
          seen: `variables without a value or a default: ${names}`,
          why: 'Flux replaces them with nothing',
          fix: `set ${names} in the --env file, or write \${${object.unset[0] ?? ''}:-default}`,
        }),
      ];
    }),
};

/** The kinds that the rules check. */
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

/** The rules about fields. */
export const schemaRules: readonly Rule<OfflineFacts>[] = [unknownField, invalidValue, unreadable, unsetVariable];
