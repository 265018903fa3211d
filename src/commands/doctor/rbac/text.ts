import { countText } from '../../../text/size.ts';
import type { Style } from '../../../text/style.ts';
import { renderTable } from '../../../text/table.ts';
import type { CommandRights, MissingRight, RightsReview } from '../operation/review-rights.ts';

interface RightsView {
  readonly style: Style;
  /** With the purpose of each missing right. */
  readonly isVerbose: boolean;
}

/** One line per command: whether this user may run it, and what is missing. */
export function renderRights(review: RightsReview, { style, isVerbose }: RightsView): string {
  const { commands, namespace, volsyncNamespace } = review;
  const rows = commands.map((one) => ({
    cells: [one.command, words[one.state], summaryOf(one, namespace)],
    notes: isVerbose ? one.missing.map((right) => style.quiet(`  ${missingText(right)}`)) : [],
  }));
  const denied = commands.filter(({ state }) => state === 'denied');
  const where = namespace === undefined ? 'all namespaces' : `namespace ${namespace}`;
  const table = renderTable(rows, { headers: ['COMMAND', 'ALLOWED', 'MISSING'] });
  const sign = denied.length === 0 ? style.good('✔') : style.bad('✗');
  const counted = denied.length === 0 ? 'every command can run' : `${countText(denied.length, 'command')} cannot run`;
  const isWhole = commands.every(({ state }) => state === 'allowed');
  const place = namespace === undefined ? '-A' : `-n ${namespace} --volsync-namespace ${volsyncNamespace}`;
  const names = (denied.length > 0 ? denied : commands.filter(({ state }) => state !== 'allowed')).map(
    ({ command }) => command,
  );
  const hint = isWhole ? '' : `  → ${['volsyncctl', 'rbac', ...names].join(' ')} ${place}\n`;
  const more = isWhole || isVerbose ? '' : '; -v lists all missing permissions';
  return `${table}${sign} ${counted} in ${where}${more}\n${hint}`;
}

const words = { allowed: 'yes', limited: 'in part', denied: 'no' } as const;

/** The first right that a command requires, and the number of others; the last line names the namespace. */
function summaryOf({ missing, state }: CommandRights, where: string | undefined): string {
  const telling = missing.filter(({ isOptional }) => state === 'limited' || !isOptional);
  const [first] = telling;
  if (first === undefined) return '';
  const others = missing.length - 1;
  const right = rightText(first.namespace === where ? { ...first, namespace: undefined } : first);
  return `${right}${others === 0 ? '' : `, and ${others} more`}`;
}

function missingText(right: MissingRight): string {
  return `${rightText(right)}: ${right.isOptional ? 'optional: ' : ''}${right.purpose}`;
}

/** Such as `get pods/log in namespace home`. */
function rightText({ verb, resource, subresource, namespace }: MissingRight): string {
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  return `${verb} ${what}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}
