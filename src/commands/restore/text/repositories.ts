import { plainLine } from '../../../foreign-text.ts';
import { shortId } from '../../../restic/snapshots.ts';
import type { CandidateRepository } from '../../../restore/repositories/candidate-repository.ts';
import type { ChosenRepository, OtherRepository } from '../../../restore/repositories/choose-repository.ts';
import type { PlannedRepository } from '../../../restore/repositories/plan-repository.ts';
import { ageText } from '../../../text/age.ts';
import { rfc3339 } from '../../../text/rfc3339.ts';
import type { Style } from '../../../text/style.ts';

/** Which repository was chosen, and how much older or newer the others are; nothing for the app's own. */
export function repositoryLines(repository: ChosenRepository | undefined, style: Style): readonly string[] {
  if (repository === undefined) return [];
  return [
    `From      ${secretText(repository.candidate)}`,
    ...repository.others.map((other) => `          ${plainLine(otherText(other, repository, style))}`),
  ];
}

/** The copy that a plan makes of a Secret in another namespace. */
export function copyTexts(repository: PlannedRepository | undefined): readonly string[] {
  if (repository?.copy === undefined) return [];
  const { from, to } = repository.copy;
  return [plainLine(`Secret ${from.namespace}/${from.name} to ${to.namespace}/${to.name}, removed at the end`)];
}

/** The repositories that were read, for JSON documents; undefined for the app's own. */
export function repositoriesDocument(repository: ChosenRepository | undefined) {
  if (repository === undefined) return undefined;
  const { candidate, chosen, others } = repository;
  const { snapshot, dataTime } = chosen;
  return [
    { ...keyOf(candidate), state: 'chosen', snapshotId: snapshot.id, dataTime: rfc3339(dataTime) },
    ...others.map((other) => ({ ...keyOf(other.candidate), ...stateOf(other, dataTime) })),
  ];
}

function keyOf({ secret, isOwn }: CandidateRepository) {
  return { namespace: secret.namespace, secret: secret.name, isOwn };
}

function stateOf(other: OtherRepository, chosen: Date) {
  if (other.kind !== 'seen') return { state: other.kind, why: other.failure.message };
  const seconds = Math.round((other.dataTime.getTime() - chosen.getTime()) / 1000);
  return {
    state: seconds === 0 ? 'same' : seconds > 0 ? 'newer' : 'older',
    snapshotId: other.snapshot.id,
    dataTime: rfc3339(other.dataTime),
    /** Positive if its data is newer than the chosen data. */
    newerSeconds: seconds,
  };
}

function otherText(other: OtherRepository, { chosen }: ChosenRepository, style: Style): string {
  const where = secretText(other.candidate);
  switch (other.kind) {
    case 'seen': {
      const ms = chosen.dataTime.getTime() - other.dataTime.getTime();
      const what = `${shortId(other.snapshot.id)} in ${where}`;
      if (Math.abs(ms) < 1000) return `as new as ${what}`;
      return ms > 0 ? `${ageText(ms)} newer than ${what}` : `${style.warning('!')} ${ageText(-ms)} older than ${what}`;
    }
    case 'none':
      return `${where}: ${other.failure.message}`;
    case 'refused':
      return `${style.warning('!')} ${where} is left out: ${other.failure.message}`;
    case 'unknown':
      return `${style.warning('?')} whether ${where} has a newer snapshot is unknown: ${other.failure.message}`;
  }
}

/** With the ReplicationSource that backs up into it, if that is one of the app's volume. */
function secretText({ secret, source, whose }: CandidateRepository): string {
  const user = whose === 'app' ? ` (of ReplicationSource ${source.metadata.name})` : '';
  return `Secret ${secret.namespace}/${secret.name}${user}`;
}
