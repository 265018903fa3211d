import { exitCodes, Failure } from '../../errors.ts';
import { nearMiss } from '../../volsync/spelling-suggestions.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { styleFor } from '../../cli/color.ts';
import type { Io } from '../../cli/io.ts';
import { present } from '../../cli/output.ts';
import type { RuleNames } from './command.ts';
import type { Facts } from './facts.ts';
import type { Rule } from './finding.ts';
import { rules } from './rules/all.ts';
import { explanationText, rulesText } from './text/rules.ts';

/** Shows what a rule is about, or all rules in a line each. */
export async function showRules(io: Io, name: string | undefined, options: GlobalOptions): Promise<number> {
  const chosen = name === undefined ? rules : [ruleNamed(name)];
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

/** The rules that --rule and --skip leave. A name that is none is refused before anything is looked at. */
export function chosenRules({ only, skip }: RuleNames): readonly Rule<Facts>[] {
  const names = new Set(skip.map((name) => ruleNamed(name).name));
  const chosen = only === undefined ? rules : only.map(ruleNamed);
  const left = chosen.filter(({ name }) => !names.has(name));
  if (left.length > 0) return left;
  throw new Failure('usage', '--skip leaves no rule', { hint: 'leave one of --rule and --skip out' });
}

function ruleNamed(name: string): Rule<Facts> {
  const found = rules.find((rule) => rule.name === name);
  if (found !== undefined) return found;
  const near = nearMiss(
    name,
    rules.map((rule) => rule.name),
  );
  throw new Failure('usage', `"${name}" is not a rule of doctor`, {
    hint: near === undefined ? 'volsyncctl doctor --explain' : `did you mean ${near}?`,
  });
}
