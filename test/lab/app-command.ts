import { Command, InvalidArgumentError, Option } from 'commander';
import { createApp } from './app.ts';
import { backends, type Backend } from './app-backend.ts';
import { appDefaults, type AppOptions } from './app-options.ts';
import { appVariants } from './app-variants.ts';

/** `lab app NAME -n NS`: creates an application with its backup. */
export function appCommand(): Command {
  const defaults = appDefaults('NAME', 'NS');
  return new Command('app')
    .description('make an application that VolSync backs up, as the component of the runbook does it')
    .argument('<name>', 'the name of the Deployment, the PVC and the ReplicationSource')
    .option('-n, --namespace <name>', 'the namespace; made when it is not there', 'default')
    .option('--size <quantity>', 'the size of the PVC', defaults.size)
    .option('--storage-class <name>', 'the class of the PVC; ceph-block-sized can be full', defaults.storageClass)
    .option('--files <count>', 'how many files the application writes; 0 leaves the volume empty', wholeNumber, 3)
    .option('--bytes-per-file <count>', 'the size of each file', wholeNumber, 1024)
    .addOption(
      new Option('--copy-method <method>', 'how VolSync copies the volume')
        .choices(['Snapshot', 'Clone', 'Direct'])
        .default(defaults.copyMethod),
    )
    .option('--schedule <cron>', 'when VolSync backs up', '0 * * * *')
    .option('--no-schedule', 'no schedule: only a manual tag starts a sync')
    .option('--direct-pvc', 'an ordinary PVC, without the bootstrap destination', false)
    .addOption(
      new Option('--backend <kind>', 'where the repository is: on NFS, on a REST server, on a PVC of its own')
        .choices(backends)
        .default('nfs'),
    )
    .option('--repository <path>', `where the mover finds the repository (default: "${defaults.repository}")`)
    .addOption(
      new Option('--variant <name>', 'a source that is wrong on purpose; its sync is not waited for').choices(
        Object.keys(appVariants),
      ),
    )
    .addOption(
      new Option('--workload <kind>', 'what runs the application')
        .choices(['deployment', 'statefulset'])
        .default('deployment'),
    )
    .option('--autoscaler', 'with a HorizontalPodAutoscaler, from one to three replicas', false)
    .option('--flux', 'Flux applies the workload and the source every 10 s; it is built where it is not there', false)
    .option('--no-wait', 'make all objects at once and return')
    .action(async (name: string, flags: AppFlags) => {
      const { namespace } = await createApp(appOf(name, flags));
      console.log(`${name} in namespace ${namespace} is made`);
    });
}

interface AppFlags {
  readonly namespace: string;
  readonly size: string;
  readonly storageClass: string;
  readonly files: number;
  readonly bytesPerFile: number;
  readonly copyMethod: AppOptions['copyMethod'];
  readonly schedule: string | false;
  readonly directPvc: boolean;
  readonly backend: Backend;
  readonly repository?: string;
  readonly variant?: keyof typeof appVariants;
  readonly wait: boolean;
  readonly workload: 'deployment' | 'statefulset';
  readonly autoscaler: boolean;
  readonly flux: boolean;
}

function appOf(name: string, flags: AppFlags): Parameters<typeof createApp>[0] {
  const { schedule, directPvc, variant, wait, flux, workload, ...same } = flags;
  return {
    ...same,
    name,
    schedule: schedule === false ? null : schedule,
    bootstrap: !directPvc,
    isByFlux: flux,
    workload: workload === 'deployment' ? 'Deployment' : 'StatefulSet',
    source: variant === undefined ? {} : appVariants[variant],
    waitFor: !wait ? 'nothing' : variant === undefined ? 'sync' : 'files',
  };
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}
