// Every PrometheusRule of the corpus against the schema of its CRD, and what the API server and the operator ask beyond it
// (prometheus-operator 0.93: example/prometheus-operator-crd, pkg/operator/rules.go).
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { prometheusRuleBackend } from '../src/backends/prometheus-rule.ts';
import { Report } from '../src/diagnostics/report.ts';
import { compileSpec, readCorpus } from './corpus/read-corpus.ts';
import { crdCheck } from './support/crd.ts';

interface RuleObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec: { readonly groups: readonly { readonly name: string; readonly rules: readonly object[] }[] };
}

// The API server drops unknown fields, and then GitOps tools see a difference for ever.
const FIELDS = {
  object: ['apiVersion', 'kind', 'metadata', 'spec'],
  metadata: ['name', 'namespace', 'labels', 'annotations'],
  spec: ['groups'],
  group: ['name', 'interval', 'rules'],
  rule: ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'],
} as const;

// DNS-1123 subdomain. The operator makes `namespace-name-uid.yaml` of it, which is a key of at most 253 characters.
const OBJECT_NAME = /^(?=.{1,147}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_KEY = /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

// Half of the 1 MiB that a ConfigMap takes: what is larger the operator refuses as a whole.
const LARGEST_BYTES = 500 * 1024;

const objects = readCorpus()
  .map(compileSpec)
  .flatMap(({ name, files, settings }) =>
    prometheusRuleBackend
      .emit(files, settings, new Report())
      .filter(({ isList }) => !isList)
      .map(({ content }) => ({ name, content, '1.1': readObject(content, '1.1'), '1.2': readObject(content, '1.2') })),
  );

/** The object as Kubernetes reads it (YAML 1.1), or as everything newer does. */
function readObject(content: string, version: '1.1' | '1.2'): RuleObject {
  return parse(content, version === '1.1' ? { version, schema: 'yaml-1.1' } : { version });
}

const faultsOf = crdCheck('prometheusrules');

function unknownFields({ metadata, spec, ...object }: RuleObject): string[] {
  const beyond = (value: object, known: readonly string[]) => Object.keys(value).filter((key) => !known.includes(key));
  return [
    ...beyond(object, FIELDS.object),
    ...beyond(metadata, FIELDS.metadata),
    ...beyond(spec, FIELDS.spec),
    ...spec.groups.flatMap((group) => beyond(group, FIELDS.group)),
    ...spec.groups.flatMap(({ rules }) => rules.flatMap((rule) => beyond(rule, FIELDS.rule))),
  ];
}

describe('PrometheusRule objects', () => {
  it.each(['1.1', '1.2'] as const)('fit the schema of the CRD, read as YAML %s', (version) => {
    expect(objects.length).toBeGreaterThanOrEqual(45);
    const faults = objects.flatMap((object) => faultsOf(object[version]).map((fault) => `${object.name}: ${fault}`));
    expect(faults).toEqual([]);
  });

  it('mean the same in both versions of YAML', () => {
    for (const object of objects) expect(object['1.1']).toEqual(object['1.2']);
  });

  it('are one document each, without fields that the CRD does not know', () => {
    const faults = objects.flatMap(({ name, content, '1.2': object }) => [
      ...(/^---/m.test(content) ? [`${name}: more than one document`] : []),
      ...unknownFields(object).map((field) => `${name}: ${field}`),
    ]);
    expect(faults).toEqual([]);
  });

  it('have names and labels that Kubernetes takes, and no two of them one name', () => {
    const all = objects.map((object) => object['1.2']);
    for (const { apiVersion, kind, metadata } of all) {
      expect([apiVersion, kind]).toEqual(['monitoring.coreos.com/v1', 'PrometheusRule']);
      expect(metadata.name).toMatch(OBJECT_NAME);
      for (const [key, value] of Object.entries(metadata.labels)) {
        expect(key).toMatch(LABEL_KEY);
        expect(value).toMatch(LABEL_VALUE);
      }
    }
    expect(new Set(all.map(({ metadata }) => metadata.name)).size).toBe(all.length);
  });

  it('have groups of different names, since the API server merges them by name', () => {
    const faults = objects.flatMap(({ '1.2': object }) => {
      const names = object.spec.groups.map((group) => group.name);
      return names.filter((name, at) => names.indexOf(name) !== at);
    });
    expect(faults).toEqual([]);
  });

  it('are small enough for the operator', () => {
    expect(objects.filter(({ content }) => Buffer.byteLength(content) > LARGEST_BYTES)).toEqual([]);
  });

  it('carry the labels and annotations of the project', () => {
    const object = objects.find(({ name }) => name === 'config-cluster');
    expect(object?.['1.1'].metadata).toEqual({
      name: 'slo-config-cluster',
      namespace: 'monitoring',
      labels: {
        'app.kubernetes.io/managed-by': 'slo',
        release: 'kube-prometheus-stack',
        role: 'alert-rules',
        'example.com/shard': '1',
        numeric: '01',
      },
      annotations: {
        'argocd.argoproj.io/sync-options': 'ServerSideApply=true',
        note: '{{ literal }}\nand "quoted"',
      },
    });
  });
});

describe('the validator of these tests', () => {
  const rule = { alert: 'A', expr: 'x > 1', for: '5m', labels: { severity: 'warning' } };
  const withRule = (changed: object) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'a' },
    spec: { groups: [{ name: 'a', rules: [{ ...rule, ...changed }] }] },
  });

  it('takes a sound object', () => {
    expect(faultsOf(withRule({}))).toEqual([]);
  });

  it.each([
    ['a duration with a blank', { for: '5 m' }],
    ['a duration of a fraction', { for: '1.5h' }],
    ['a duration with its units the wrong way round', { for: '5m1h' }],
    ['a label that is a number', { labels: { severity: 1 } }],
    ['an annotation that is a truth value', { annotations: { summary: true } }],
    ['an expression that is missing', { expr: undefined }],
    ['an empty keep_firing_for', { keep_firing_for: '' }],
  ])('refuses %s', (_what, changed) => {
    expect(faultsOf(withRule(changed))).not.toEqual([]);
  });

  it('finds a field that the CRD does not know', () => {
    expect(unknownFields(withRule({ keepFiringFor: '5m' }) as unknown as RuleObject)).toEqual(['keepFiringFor']);
  });
});
