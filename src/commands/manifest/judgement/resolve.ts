import { Failure } from '../../../errors.ts';
import { readEnvFile } from '../../../volsync/env-file.ts';
import { nearMiss } from '../../../volsync/spelling-suggestions.ts';
import { spreadSchedule } from '../../../volsync/spread-schedule.ts';
import { variables, type Values, type Variable, type VariableName } from './variables.ts';

/** A value, and where it was set: `--capacity`, or `VOLSYNC_CAPACITY in web.env, line 3`. */
export interface Given {
  readonly value: string;
  readonly origin: string;
}

export type GivenValues = Readonly<Partial<Record<VariableName, Given>>>;

/** The variables of an env file. Unknown names are assumed to be for other programs, unless they look misspelt. */
export function envFileValues(text: string, path: string): GivenValues {
  const file = readEnvFile(text);
  if ('badLine' in file) {
    const origin = `line ${file.badLine} of ${path} is not an assignment`;
    throw new Failure('usage', origin, { hint: 'expected NAME=value, such as VOLSYNC_CAPACITY=5Gi' });
  }
  const values: Partial<Record<VariableName, Given>> = {};
  for (const { name, value, line } of file.entries) {
    const known = variables.find((variable) => variable.name === name);
    const origin = `${name} in ${path}, line ${line}`;
    if (known !== undefined) values[known.name] = { value, origin };
    else if (name.startsWith('VOLSYNC_')) throw unknownVariable(name, origin);
  }
  return values;
}

function unknownVariable(name: string, origin: string): Failure {
  const names = variables.map((variable) => variable.name);
  const near = nearMiss(name, names);
  const hint = near === undefined ? `the variables: ${names.join(', ')}` : `did you mean ${near}?`;
  return new Failure('usage', `unknown variable ${origin}`, { hint });
}

/** Every variable of one app: the given values, validated, over the defaults. */
export function resolveValues(given: GivenValues): Values {
  const app = given.APP?.value ?? '';
  const dependent: Partial<Record<VariableName, string>> = {
    VOLSYNC_CLAIM: app,
    VOLSYNC_SCHEDULE: spreadSchedule(app),
  };
  return valuesOf((variable) => {
    const { origin, value } = given[variable.name] ?? { origin: variable.flag, value: dependent[variable.name] };
    return checked(variable, value ?? variable.fallback, origin);
  });
}

/** The component's placeholders `${VAR:-default}`, which Flux or envsubst substitutes per app. */
export function placeholders(given: GivenValues): Values {
  const dependent: Partial<Record<VariableName, string>> = {
    VOLSYNC_CLAIM: '${APP}',
    VOLSYNC_SCHEDULE: '0 * * * *',
  };
  return valuesOf((variable) => {
    if (variable.name === 'APP') return '${APP}';
    const found = given[variable.name];
    if (found !== undefined) checked(variable, found.value, found.origin);
    return `\${${variable.name}:-${found?.value ?? dependent[variable.name] ?? variable.fallback}}`;
  });
}

/** One value, or the error with its name, where it was set, and what was expected. */
function checked(variable: Variable, value: string, origin: string): string {
  const expected = variable.expected(value);
  if (expected === undefined) return value;
  throw new Failure('usage', `invalid ${variable.name === 'APP' ? 'app name' : 'value'} "${value}" of ${origin}`, {
    hint: `expected ${expected}`,
  });
}

function valuesOf(value: (variable: Variable) => string): Values {
  return Object.fromEntries(variables.map((variable) => [variable.name, value(variable)])) as Values;
}
