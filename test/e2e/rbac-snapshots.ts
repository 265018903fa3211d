import type { Use } from './rbac-use.ts';

/** For each right of a command that reads one repository, a run that needs it; `rest` follows the name of the app. */
export function repositoryUses(command: string, ...rest: readonly string[]): Readonly<Record<string, Use>> {
  const of = (app: string) => [command, ...(rest[0]?.startsWith(':') === true ? [`${app}${rest[0]}`] : [app, ...rest])];
  const look: Use = { args: of('web'), exitCode: 0 };
  return {
    'list replicationsources': look,
    'create pods': { ...look, says: /cannot create pods/, endsWith: 10 },
    'delete pods': { ...look, says: /could not be removed: .* cannot delete pods/ },
    'list pods': { ...look, says: /cannot list pods/, endsWith: 10 },
    'watch pods': { ...look, says: /cannot watch pods/, endsWith: 10 },
    'get pods/log': { ...look, says: /cannot get pods\/log/, endsWith: 10 },
    'list deployments of volsync': { args: of('idle'), exitCode: 0, says: /--mover-image/, endsWith: 10 },
    'get jobs': { args: of('wrong'), exitCode: 8, says: /cannot get jobs/, endsWith: 10 },
    'create jobs': { args: of('idle'), exitCode: 0, says: /cannot create jobs/, endsWith: 10 },
  };
}
