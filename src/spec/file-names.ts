// Which files hold specs and scenarios is told by their names alone. From those of specs the names of rule files and of objects
// in Kubernetes are made.
import type { Report } from '../diagnostics/report.ts';

/** What the configuration of a project is called. */
export const CONFIG_FILE = 'slo.config.yaml';

/** Where specs lie unless the configuration says otherwise. */
export const DEFAULT_SPEC_FOLDER = 'slos';

/** What a spec is called. */
export const SPEC_NAME = /\.slo\.ya?ml$/;

/** What a file of scenarios is called. */
export const SCENARIO_FILE = /\.slo-test\.ya?ml$/;

/** What a spec file or a folder of them may be called: it becomes the name of a Kubernetes object. */
const SAFE_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** prometheus-operator makes a ConfigMap key of namespace, name and uid, of 253 characters at most; a namespace may take 63. */
const LONGEST_STEM = 140;

/** A rule file of this name would be taken for the list of rule files, and is one in most formats. */
const LIST_NAME = 'kustomization';

/** Reports names that lead out of the output folder, that Kubernetes does not take, and that would be one output. */
export function checkSpecNames(paths: readonly string[], folder: string, report: Report): void {
  const first = new Map<string, string>();
  const problem = (code: 'invalid-file-name' | 'duplicate-output', message: string, help: string) =>
    report.add({ code, severity: 'error', message, help });
  for (const path of paths) {
    const below = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
    const stem = below.replace(SPEC_NAME, '');
    const parts = stem.split('/');
    if (stem.length > LONGEST_STEM || !parts.every((part) => SAFE_NAME.test(part))) {
      const message = `the file name ${JSON.stringify(path)} cannot become the name of a Kubernetes object`;
      const help = `use lower-case letters, digits and hyphens, at most ${LONGEST_STEM}, as in checkout-api.slo.yaml`;
      problem('invalid-file-name', message, help);
    } else if (parts.at(-1) === LIST_NAME) {
      const message = `${path} would be compiled into ${stem}.yaml, which is the name of the list of rule files`;
      problem('duplicate-output', message, 'rename the spec');
    }
    const earlier = first.get(stem);
    if (earlier !== undefined) {
      problem('duplicate-output', `${earlier} and ${path} would be compiled into one file`, 'rename one of them');
    }
    first.set(stem, path);
  }
}
