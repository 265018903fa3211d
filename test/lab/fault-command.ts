import { Argument, Command } from 'commander';
import { clearFaults, type FaultName, faults, setFault } from './fault.ts';
import type { Fault, FaultTarget } from './fault-target.ts';

/** `lab fault NAME on|off`: breaks something on purpose, and repairs it. */
export function faultCommand(): Command {
  const fault = new Command('fault').description('break something on purpose, and mend it again');
  for (const [name, { description, needs }] of Object.entries(faults)) {
    const command = fault.command(name).description(description);
    addTarget(command, needs);
    command.action(async () => {
      const [state, app] = command.processedArgs as ['on' | 'off', string | undefined];
      await setFault(name as FaultName, state, {
        ...command.opts<FaultTarget>(),
        ...(app === undefined ? {} : { app }),
      });
      console.log(`${name} is ${state}`);
    });
  }
  fault
    .command('clear')
    .description('mend everything that is broken')
    .action(async () => {
      await clearFaults();
      console.log('all faults are off');
    });
  return fault;
}

function addTarget(command: Command, needs: Fault['needs']): void {
  command.addArgument(new Argument('<state>', 'what it shall be').choices(['on', 'off']));
  if (needs === 'app') command.argument('<app>', 'an application that "lab app" has made');
  if (needs === 'user') {
    command
      .argument('<user>', 'limited-1 to limited-5; each has a context of its name in the kubeconfig')
      .option('-n, --namespace <name>', 'the namespace; without it, in all')
      .option('--allow <verb:resource...>', 'such as list:replicationsources.volsync.backube or get:pods/log');
  } else if (needs !== 'nothing') {
    command.requiredOption('-n, --namespace <name>', 'the namespace');
  }
}
