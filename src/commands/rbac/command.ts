import { Argument, Command } from 'commander';
import { exitCodes } from '../../errors.ts';
import { grant, type Subject } from './operation.ts';
import { grantableCommands, type GrantableCommand } from '../../rights/grantable-command.ts';
import type { Right } from '../../rights/right.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import { present } from '../../cli/output.ts';
import { collectSubjects } from './subject.ts';

const description = `Print the least rights that commands need, as a Role in one namespace or, with -A,
as a ClusterRole, ready for "kubectl apply -f -". With --for the bindings come
with it. Nothing is asked of the cluster, and nothing is changed. -o wide draws the
rules as a table to read.

A comment over each rule says what it is for. Rules that are called optional can
be left out: the command then works, and says what it could not find out.`;

const examples = [
  { purpose: 'Let jane trigger backups in home and follow them', line: 'rbac trigger logs -n home --for user:jane' },
  { purpose: 'Let a dashboard watch the whole fleet', line: 'rbac status -A --for serviceaccount:ops:dashboard' },
  { purpose: 'Everything that volsyncctl does, by one ClusterRole', line: 'rbac -A | kubectl apply -f -' },
];

interface RbacOptions {
  readonly allNamespaces?: true;
  readonly for?: readonly Subject[];
  readonly required?: true;
  readonly roleName?: string;
  readonly volsyncNamespace: string;
}

/** What each command needs. */
type RightsOfCommands = Readonly<Record<GrantableCommand, readonly Right[]>>;

/** `volsyncctl rbac`; the rights of all commands are handed in, as no command knows another. */
export function rbacCommand(context: CommandContext, rights: RightsOfCommands): Command {
  return new Command('rbac')
    .summary('print the rights that commands need, as Role or ClusterRole')
    .description(description)
    .addArgument(new Argument('[commands...]', 'which commands; default is all').choices(grantableCommands))
    .option('-A, --all-namespaces', 'a ClusterRole, for all namespaces')
    .option('--for <subject>', 'user:NAME, group:NAME or serviceaccount:NAMESPACE:NAME', collectSubjects)
    .option('--required', 'leave the optional rules out')
    .option('--role-name <name>', 'name of the roles and bindings; default is after the commands')
    .option('--volsync-namespace <name>', 'where VolSync runs', 'volsync-system')
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
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
