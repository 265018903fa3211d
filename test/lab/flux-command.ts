import { Command } from 'commander';
import { ensureFlux, removeFlux } from './flux.ts';

/** `lab flux up` and `lab flux down`. */
export function fluxCommand(): Command {
  const flux = new Command('flux').description("Flux's kustomize-controller, for apps made with `app --flux`");
  flux.command('up').description('build it where it was never wanted, start it and apply its CRDs').action(ensureFlux);
  flux
    .command('down')
    .description('end it and remove its objects and CRDs; what it has applied stays')
    .action(removeFlux);
  return flux;
}
