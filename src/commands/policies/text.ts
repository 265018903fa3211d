import { hintLines } from '../../text/failure.ts';
import { plain, plainLine } from '../../foreign-text.ts';
import { yamlText } from '../../text/structured.ts';
import type { Style } from '../../text/style.ts';
import { renderTable } from '../../text/table.ts';
import { wrapText } from '../../text/wrap.ts';
import type { Injection } from '../../volsync/mover-injection.ts';
import type { MoverProbe } from '../../volsync/mover-policies.ts';
import type { Migration } from './judgement/migration.ts';
import type { BoundPolicy } from './judgement/policies.ts';
import type { PolicyReport, ReportedProblem } from './judgement/status.ts';
import type { InstallReport } from './operation/install.ts';
import type { PlannedObject } from './operation/plan-install.ts';
import type { PolicyStatus } from './judgement/facts.ts';

export interface PoliciesView {
  readonly style: Style;
  readonly hasMigration: boolean;
  /** Width of the terminal; undefined without one. */
  readonly columns: number | undefined;
}

/** The policies, what movers get from them, their problems, and the alternative without policies. */
export function renderPolicies(report: PolicyReport, view: PoliciesView): string {
  const { version, policies, probes, problems, migration } = report;
  const served =
    version === undefined ? 'MutatingAdmissionPolicy is not served' : `MutatingAdmissionPolicy is served as ${version}`;
  return [
    `${served}; ${count(policies.length, 'policy', 'policies')} for mover Jobs\n`,
    policies.length === 0 ? '' : `\n${policyTable(policies)}`,
    `\n${moverLines(probes, view)}`,
    policies.some(({ breaks }) => breaks !== undefined)
      ? `\n${policies.map((policy) => breakText(policy, view)).join('')}`
      : '',
    problems.length === 0 ? '' : `\n${problems.map((problem) => problemText(problem, view)).join('')}`,
    migration === undefined ? '' : `\n${migrationText(migration, view)}`,
  ].join('');
}

/** The objects of a plan or result. */
export function renderInstall(
  { objects, warnings, isDryRun, version }: InstallReport,
  { style, columns }: Omit<PoliciesView, 'hasMigration'>,
  isPlan: boolean,
): string {
  const words = isPlan || isDryRun ? planWords : doneWords;
  const lines = objects.map(
    ({ action, kind, name }) => `${words[action].padEnd(10)}${kind} ${plainLine(name)} (${version})\n`,
  );
  const proof = isPlan || isDryRun ? '' : `${style.good('✔')} a dry run of mover Jobs shows what the policies add\n`;
  return `${lines.join('')}${warnings.map((warning) => broken(`${style.warning('!')} `, warning, columns)).join('')}${proof}`;
}

/** The commands that undo an interrupted installation, which cannot roll back itself; bindings first. */
export function renderUndo(commands: readonly string[]): string {
  const lines = hintLines(commands.toReversed().join('\n')).map((line) => `${line}\n`);
  return `If this is interrupted, run it again or undo it:\n${lines.join('')}`;
}

const planWords: Readonly<Record<PlannedObject['action'], string>> = {
  create: 'create',
  update: 'update',
  keep: 'keep',
};
const doneWords: Readonly<Record<PlannedObject['action'], string>> = {
  create: 'created',
  update: 'updated',
  keep: 'kept',
};

/** Policies and bindings for `kubectl apply -f -`. */
export async function renderManifests(policies: readonly BoundPolicy[]): Promise<string> {
  const objects = policies.flatMap(({ policy, binding }) => [policy, binding]);
  const texts = await Promise.all(objects.map((object) => yamlText(object)));
  return texts.map((text) => `---\n${text}`).join('');
}

function policyTable(policies: readonly PolicyStatus[]): string {
  const rows = policies.map(({ kind, name, bindings, operations, failurePolicy, injects }) => ({
    cells: [
      plainLine(name),
      kind === 'MutatingWebhookConfiguration' ? 'webhook' : bindings.length === 0 ? 'no' : 'yes',
      plainLine(operations.join(',')),
      failurePolicy,
      injects.length === 0 ? '-' : plainLine(injects.join(', ')),
    ],
  }));
  return renderTable(rows, { headers: ['POLICY', 'BOUND', 'OPERATIONS', 'ON FAILURE', 'ADDS'] });
}

/** Namespaces with the same answer share a line. */
function moverLines(probes: readonly MoverProbe[], { columns }: PoliciesView): string {
  const groups = Map.groupBy(probes, ({ role, answer }) => {
    return `${role} movers get ${answer.kind === 'admitted' ? injectionText(answer.injection) : plainLine(answer.why)}`;
  });
  const lines = [...groups].map(([text, same]) => {
    const names = same.map(({ namespace }) => namespace);
    return broken('', `${names.length > 3 ? `${names.length} namespaces` : names.join(', ')}: ${text}`, columns);
  });
  return lines.join('');
}

function injectionText({ volumes, initContainers, sidecars }: Injection): string {
  const parts = [
    ...volumes.map(({ name, source, mountPath = 'no mount' }) => `volume ${name} (${source}) at ${mountPath}`),
    ...initContainers.map(
      ({ name, image, jitter }) =>
        `init container ${name} (${jitter === undefined ? '' : `${jitter.min}-${jitter.max}s, `}${plainLine(image)})`,
    ),
    ...sidecars.map((name) => `container ${name}`),
  ];
  return parts.length === 0 ? 'nothing' : plainLine(parts.join(', '));
}

function breakText({ name, failurePolicy, breaks }: PolicyStatus, { columns }: PoliciesView): string {
  return breaks === undefined ? '' : broken('', `${name} (failurePolicy ${failurePolicy}): ${breaks}`, columns);
}

/** One line, on a terminal wrapped at blanks with a hanging indent; the symbol keeps its color. */
function broken(sign: string, text: string, columns: number | undefined): string {
  const line = plainLine(text);
  const lines = columns === undefined ? [line] : wrapText(line, Math.max(40, columns - 2));
  return `${sign}${lines.join('\n  ')}\n`;
}

function problemText({ level, subject, message, hint }: ReportedProblem, { style, columns }: PoliciesView): string {
  const sign = level === 'bad' ? style.bad('✗') : level === 'unknown' ? style.warning('?') : style.warning('!');
  const line = broken(`${sign} `, `${subject}: ${message}`, columns);
  return hint === undefined ? line : `${line}  → ${plainLine(hint)}\n`;
}

function migrationText({ obstacle, steps }: Migration, { hasMigration, style }: PoliciesView): string {
  const head = 'VolSync can mount the repository without a policy: moverVolumes (VolSync 0.15)';
  if (obstacle !== undefined) return `${head}; ${plainLine(obstacle)}\n`;
  if (!hasMigration) return `${head}\n  → volsyncctl policies status --migration\n`;
  const texts = steps.map(({ what, commands }, index) => {
    const lines = commands.map((command) => `     ${plain(command).replaceAll('\n', ' ')}\n`).join('');
    return `${style.strong(`${index + 1}.`)} ${plainLine(what)}\n${lines}`;
  });
  return `${head}:\n${texts.join('')}`;
}

function count(number: number, one: string, several: string): string {
  return `${number} ${number === 1 ? one : several}`;
}
