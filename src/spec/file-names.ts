// Which files hold specs and scenarios is told by their names alone. From those of specs the names of rule files and of objects
// in Kubernetes are made.
import type { Diagnostic, Report, SourceFile, Span } from '../diagnostics/report.ts';

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

/** The part of a spec file's path that names what is made of it: in the folder `slos`, `slos/shop/cart.slo.yaml` to `shop/cart`. */
export function specStem(path: string, folder: string): string {
  const below = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
  return below.replace(SPEC_NAME, '');
}

/** Reports names that lead out of the output folder, that Kubernetes does not take, and that would be one output. */
export function checkSpecNames(specs: readonly SourceFile[], folder: string, report: Report): void {
  const first = new Map<string, SourceFile>();
  for (const spec of specs) {
    const stem = specStem(spec.path, folder);
    const earlier = first.get(stem);
    const problem = problemOfStem(spec.path, stem) ?? (earlier && clash(earlier, spec));
    if (problem) report.add({ severity: 'error', span: startOf(spec), ...problem });
    first.set(stem, spec);
  }
}

type NameProblem = Pick<Diagnostic, 'code' | 'message' | 'help' | 'related'>;

function problemOfStem(path: string, stem: string): NameProblem | undefined {
  const parts = stem.split('/');
  if (stem.length > LONGEST_STEM || !parts.every((part) => SAFE_NAME.test(part))) {
    return {
      code: 'invalid-file-name',
      message: `the file name ${JSON.stringify(path)} cannot become the name of a Kubernetes object`,
      help: `use lower-case letters, digits and hyphens, at most ${LONGEST_STEM}, as in checkout-api.slo.yaml`,
    };
  }
  if (parts.at(-1) !== LIST_NAME) return undefined;
  const message = `${path} and the list of rule files would be one file, ${stem}.yaml in the folder of the rules`;
  return { code: 'duplicate-output', message, help: 'rename the spec' };
}

function clash(earlier: SourceFile, spec: SourceFile): NameProblem {
  return {
    code: 'duplicate-output',
    message: `${earlier.path} and ${spec.path} would be compiled into one file`,
    help: 'rename one of them',
    related: [{ message: 'the other spec', span: startOf(earlier) }],
  };
}

/** The place of a file as a whole. */
const startOf = (source: SourceFile): Span => ({ source, start: 0, end: 0 });
