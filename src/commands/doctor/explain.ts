import { exitCodes, Failure } from '../../errors.ts';
import { nearMiss } from '../../volsync/spelling-suggestions.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { styleFor } from '../../cli/color.ts';
import type { Io } from '../../cli/io.ts';
import { present } from '../../cli/output.ts';
import type { Facts } from './facts.ts';
import type { Rule, RuleNames } from './finding.ts';
import { offlineRules } from './offline/examine.ts';
import { rules } from './rules/all.ts';
import { explanationText, rulesText } from './text/explain.ts';

type Explained = Pick<Rule<never>, 'name' | 'harm' | 'summary' | 'explanation'>;

/** All rules; one that also checks manifests is explained once. */
const explained: readonly Explained[] = [
  ...rules,
  ...offlineRules.filter(({ name }) => rules.every((rule) => rule.name !== name)),
];

/** Explains a rule, or lists all rules with one line each. */
export async function showRules(io: Io, name: string | undefined, options: GlobalOptions): Promise<number> {
  const chosen = name === undefined ? explained : [ruleNamed(explained, name)];
  const style = styleFor(io, io.stdout, options.color);
  const [first] = chosen;
  await present(io, options.output, {
    document: {
      schema: 'volsyncctl/doctor-rules/v1',
      rules: chosen.map((rule) => ({
        name: rule.name,
        harm: rule.harm,
        summary: rule.summary,
        explanation: rule.explanation,
      })),
    },
    names: chosen.map((rule) => rule.name),
    text: () =>
      name === undefined || first === undefined
        ? rulesText(chosen)
        : explanationText(first, { style, columns: io.stdout.isTerminal ? io.stdout.columns : undefined }),
  });
  return exitCodes.ok;
}

/** The rules that --rule and --skip select. An unknown name is refused before anything is read. */
export function chosenRules(names: RuleNames): readonly Rule<Facts>[] {
  return chosenFrom(rules, names);
}

/** The same for other rules. */
export function chosenFrom<T extends Explained>(all: readonly T[], { only, skip }: RuleNames): readonly T[] {
  const names = new Set(skip.map((name) => ruleNamed(all, name).name));
  const chosen = only === undefined ? all : only.map((name) => ruleNamed(all, name));
  const left = chosen.filter(({ name }) => !names.has(name));
  if (left.length > 0) return left;
  throw new Failure('usage', 'no rule is left: --skip excludes them all', { hint: 'drop --rule or --skip' });
}

function ruleNamed<T extends Explained>(all: readonly T[], name: string): T {
  const found = all.find((rule) => rule.name === name);
  if (found !== undefined) return found;
  const near = nearMiss(
    name,
    all.map((rule) => rule.name),
  );
  throw new Failure('usage', `"${name}" is not a rule of doctor`, {
    hint: near === undefined ? 'volsyncctl doctor --explain' : `did you mean ${near}?`,
  });
}
