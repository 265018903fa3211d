import { Argument, Command, InvalidArgumentError } from 'commander';
import { exitCodes } from '../../errors.ts';
import { grant, type RbacSubject } from './operation.ts';
import { grantableCommands, type GrantableCommand } from '../../rights/grantable-command.ts';
import type { Right } from '../../rights/right.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addHelp, type HelpPage, localEndings } from '../../cli/help/page.ts';
import { present } from '../../cli/output.ts';

const page: HelpPage = {
  usage: ['rbac [COMMAND...] [flags]'],
  examples: [
    { purpose: 'Everything', line: 'rbac -A | kubectl apply -f -' },
    { purpose: 'Two commands, for jane', line: 'rbac trigger logs -n home --for user:jane' },
    { purpose: 'A dashboard', line: 'rbac status -A --for serviceaccount:ops:dashboard' },
  ],
  endings: { ...localEndings, ok: 'printed', unreachable: 'no kubeconfig' },
};

interface RbacOptions {
  readonly allNamespaces?: true;
  readonly for?: readonly RbacSubject[];
  readonly required?: true;
  readonly roleName?: string;
  readonly volsyncNamespace: string;
}

/** The rights of each command. */
type RightsOfCommands = Readonly<Record<GrantableCommand, readonly Right[]>>;

/** `volsyncctl rbac`; gets the rights of all commands as a parameter, because no command imports another. */
export function rbacCommand(context: CommandContext, rights: RightsOfCommands): Command {
  const command = new Command('rbac')
    .summary('print the rights that commands need, as Role or ClusterRole')
    .description('Print the least rights that commands need, each with its reason, as a Role or with -A a ClusterRole.')
    .addArgument(new Argument('[commands...]', 'which commands; default is all').choices(grantableCommands))
    .optionsGroup('Rules:')
    .option('-A, --all-namespaces', 'a ClusterRole, for all namespaces')
    .option('--required', 'leave out the optional rules')
    .option('--role-name <name>', 'name of roles and bindings (default: by the commands)')
    .option('--volsync-namespace <name>', 'namespace of VolSync (default: volsync-system)', 'volsync-system')
    .optionsGroup('Bindings:')
    .option('--for <subject>', 'user:NAME, group:NAME or serviceaccount:NAMESPACE:NAME; repeatable', collectSubjects);
  return addHelp(command, page).action(
    action(context, async (all, [words]) => {
      const { io } = context;
      const options = { ...globalOptions(all), ...(all as unknown as RbacOptions) };
      const commands = words as readonly GrantableCommand[];
      const { renderRoles, renderRules, roleList, roleNames } = await import('./text.ts');
      const roles = grant({
        name: options.roleName ?? ['volsyncctl', ...commands].join('-'),
        rights: wanted(rights, commands, options.required === true),
        namespace: options.allNamespaces ? undefined : (options.namespace ?? (await io.connect(options)).namespace),
        volsyncNamespace: options.volsyncNamespace,
        subjects: options.for ?? [],
      });
      const { isTerminal, columns } = io.stdout;
      const table = () => renderRules(roles, isTerminal ? columns : undefined);
      const text = (isWide: boolean) => (isWide ? table() : renderRoles(roles));
      if (options.output === 'yaml') io.stdout.write(text(false));
      else await present(io, options.output, { document: roleList(roles), names: roleNames(roles), text });
      return exitCodes.ok;
    }),
  );
}

function wanted(
  rights: RightsOfCommands,
  commands: readonly GrantableCommand[],
  isRequiredOnly: boolean,
): readonly Right[] {
  const all = (commands.length === 0 ? grantableCommands : commands).flatMap((name) => rights[name]);
  return isRequiredOnly ? all.filter(({ isOptional }) => isOptional !== true) : all;
}

/** Parses `user:jane`, `group:ops` and `serviceaccount:NAMESPACE:NAME`, and appends it to the previous ones. */
function collectSubjects(text: string, previous: readonly RbacSubject[] = []): readonly RbacSubject[] {
  return [...previous, subject(text)];
}

function subject(text: string): RbacSubject {
  const [, kind, rest = ''] = /^(user|group|serviceaccount):(.+)$/.exec(text) ?? [];
  const [, namespace, name] = /^([^:]+):([^:]+)$/.exec(rest) ?? [];
  if (kind === 'user') return { kind: 'User', name: rest };
  if (kind === 'group') return { kind: 'Group', name: rest };
  if (kind === 'serviceaccount' && namespace !== undefined && name !== undefined) {
    return { kind: 'ServiceAccount', name, namespace };
  }
  throw new InvalidArgumentError('Expected user:NAME, group:NAME or serviceaccount:NAMESPACE:NAME.');
}
