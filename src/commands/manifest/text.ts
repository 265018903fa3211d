import { plainLine } from '../../foreign-text.ts';
import { yamlText } from '../../text/structured.ts';
import type { ComponentFile, ComponentObject } from './judgement/component.ts';
import type { Values } from './judgement/variables.ts';
import type { Validation } from './operation.ts';

/** A file of the component with its text. */
export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/** The documents as one stream for `kubectl apply -f -`; `hasNames` adds the file name above each. */
export async function renderStream(files: readonly ComponentFile[], hasNames: boolean): Promise<string> {
  const texts = await textFiles(files);
  return texts.map(({ file, text }) => `---\n${hasNames ? `# ${file}\n` : ''}${text}`).join('');
}

/** The text of each file, and a kustomization.yaml that lists them. */
export async function renderFolder(
  files: readonly ComponentFile[],
  isComponent: boolean,
): Promise<readonly TextFile[]> {
  return [{ file: 'kustomization.yaml', text: await kustomization(files, isComponent) }, ...(await textFiles(files))];
}

/** The kustomization that includes these files. */
export function kustomization(files: readonly ComponentFile[], isComponent: boolean): Promise<string> {
  return yamlText({
    apiVersion: isComponent ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1',
    kind: isComponent ? 'Component' : 'Kustomization',
    resources: files.map(({ file }) => `./${file}`),
  });
}

/** The variables as an env file; values that a shell would split are quoted. */
export function renderVariables(values: Values): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${/^[\w./:-]+$/.test(value) ? value : `'${value}'`}\n`)
    .join('');
}

/** Such as `replicationsource.volsync.backube/web`. */
export function manifestNames(objects: readonly ComponentObject[]): readonly string[] {
  return objects.map(({ apiVersion, kind, metadata }) => {
    const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0] ?? ''}` : '';
    return `${kind.toLowerCase()}${group}/${metadata.name}`;
  });
}

/** What was not accepted, one line each. */
export function validationLines(validations: readonly Validation[]): readonly string[] {
  return validations
    .filter(({ verdict }) => verdict !== 'accepted')
    .map(({ object, why = '' }) => plainLine(`${object.kind} ${object.metadata.name}: ${why}`));
}

async function textFiles(files: readonly ComponentFile[]): Promise<readonly TextFile[]> {
  return Promise.all(files.map(async ({ file, object }) => ({ file, text: await yamlText(object) })));
}
