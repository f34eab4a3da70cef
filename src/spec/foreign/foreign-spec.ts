// A YAML document in, which other tool it was written for out: people try this compiler on the files that they have.
import type { Diagnostic, Span } from '../../diagnostics/report.ts';

/** What a document of another tool is, and what to do with it here. */
interface ForeignKind {
  readonly name: string;
  readonly help: string;
  readonly fits: (document: Mapping) => boolean;
}

type Mapping = Readonly<Record<string, unknown>>;

const REWRITE = 'write it as a spec of slo: a service with a list of "slos:"; `slo init` writes an example';
const COMPILED = 'it holds compiled rules; a spec says in a few lines what such rules are compiled from';

const LIST: Omit<ForeignKind, 'fits'> = Object.freeze({
  name: 'a list of Kubernetes objects',
  help: 'a spec is no Kubernetes object: keep it in a file of its own',
});

const KINDS: readonly ForeignKind[] = Object.freeze([
  {
    name: 'a Sloth spec',
    help: REWRITE,
    fits: (document) => document.version === 'prometheus/v1' || isOfGroup(document, 'sloth.slok.dev'),
  },
  { name: 'a Pyrra spec', help: REWRITE, fits: (document) => isOfGroup(document, 'pyrra.dev') },
  {
    name: 'an OpenSLO spec',
    help: REWRITE,
    fits: (document) => isOfGroup(document, 'openslo') || isOfGroup(document, 'openslo.com'),
  },
  { name: 'a Nobl9 spec', help: REWRITE, fits: (document) => isOfGroup(document, 'n9') },
  {
    name: 'a spec of the Google SLO generator',
    help: REWRITE,
    fits: (document) => isOfGroup(document, 'sre.google.com'),
  },
  {
    name: 'a PrometheusRule object',
    help: COMPILED,
    fits: (document) => isOfGroup(document, 'monitoring.coreos.com'),
  },
  { name: 'a VMRule object', help: COMPILED, fits: (document) => isOfGroup(document, 'operator.victoriametrics.com') },
  {
    ...LIST,
    fits: (document) => typeof document.apiVersion === 'string' && isListKind(document),
  },
  {
    name: 'a Kubernetes object',
    help: 'a spec is no Kubernetes object: it begins with "service: NAME" and has a list of "slos:"',
    fits: (document) => typeof document.apiVersion === 'string' && typeof document.kind === 'string',
  },
  { name: 'a rule file of Prometheus', help: COMPILED, fits: (document) => Array.isArray(document.groups) },
]);

/** The diagnostic for a document that was written for another tool; undefined for any other. */
export function foreignSpec(value: unknown, span: Span): Diagnostic | undefined {
  const kind = Array.isArray(value) ? value.length > 0 && kindOf(value[0]) && LIST : kindOf(value);
  if (!kind) return undefined;
  const message = `this is ${kind.name}, not a spec of slo`;
  return { code: 'foreign-spec', severity: 'error', message, span, help: kind.help };
}

function kindOf(value: unknown): ForeignKind | undefined {
  if (!isMapping(value) || (value.service !== undefined && value.version === undefined)) return undefined;
  return KINDS.find(({ fits }) => fits(value));
}

/** What `kubectl get -o yaml` prints. */
function isListKind({ kind, items }: Mapping): boolean {
  return Array.isArray(items) || (kind === 'List' && items !== undefined);
}

/** Whether the API version is one of the group: `pyrra.dev/v1alpha1` is of `pyrra.dev`. */
function isOfGroup({ apiVersion }: Mapping, group: string): boolean {
  return typeof apiVersion === 'string' && apiVersion.split('/')[0] === group;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
