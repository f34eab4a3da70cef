// What becomes of specs that are too large for one object, or for Mimir.
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { RULE_BACKENDS } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import type { RuleFormat } from '../../../src/spec/rule-format.ts';
import { compileText } from '../../support/compile-text.ts';

/** A document with `count` SLOs, of some twenty-two kibibytes of rules each. */
function documentOf(service: string, count: number): string {
  const slos = Array.from(
    { length: count },
    (_, at) => `
  - name: slo-${at}
    objective: 99.9%
    indicator: { by: [handler], ratio: { total: requests_total, bad: errors_total } }`,
  );
  return `service: ${service}\nslos:${slos.join('')}\n`;
}

/** An SLO whose rules take at least `bytes`: each of its alerts has a long annotation. */
function largeSlo(bytes: number): string {
  const note = 'x'.repeat(8000);
  const alerts = Array.from(
    { length: Math.ceil(bytes / note.length) },
    (_, at) => `
        - { name: Errors${at}, errorRatio: ${at + 1}%, over: 5m, severity: warning, annotations: { note: ${note} } }`,
  );
  return `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator: { by: [handler], ratio: { total: requests_total, bad: errors_total } }
    alerts:
      burnRate: off
      threshold:${alerts.join('')}
`;
}

function emit(spec: string, format: RuleFormat = 'operator') {
  const { files, settings } = compileText(spec);
  const report = new Report();
  const artifacts = RULE_BACKENDS[format].emit(files, settings, report);
  const objects = artifacts
    .filter(({ path }) => !path.endsWith('kustomization.yaml'))
    .map(({ path, content }) => ({ path, content, value: parse(content) }));
  return { files, objects, diagnostics: report.diagnostics };
}

const KIB = 1024;

const groupNames = (value: { readonly spec: { readonly groups: readonly { readonly name: string }[] } }): string[] =>
  value.spec.groups.map(({ name }) => name);

describe('a spec file', () => {
  it('is one object while client-side apply takes it', () => {
    const { objects, diagnostics } = emit(`${documentOf('cart', 5)}---\n${documentOf('login', 5)}`);
    expect(objects.map(({ path }) => path)).toEqual(['rules/test.yaml']);
    expect(diagnostics).toEqual([]);
  });

  it('becomes an object for each service when it is larger, and nothing is lost', () => {
    const { files, objects, diagnostics } = emit(`${documentOf('cart', 10)}---\n${documentOf('login', 10)}`);
    expect(objects.map(({ path }) => path.replace(/[0-9a-f]{8}/, 'HASH'))).toEqual([
      'rules/test.cart-HASH.yaml',
      'rules/test.login-HASH.yaml',
    ]);
    expect(objects.map(({ value }) => value.metadata.name)).toEqual(
      objects.map(({ path }) => path.replace(/^rules\/(.*)\.yaml$/, 'slo-$1')),
    );
    const all = files.flatMap(({ services }) => services.flatMap(({ slos }) => slos.flatMap(({ groups }) => groups)));
    expect(objects.flatMap(({ value }) => groupNames(value))).toEqual(all.map(({ name }) => name));
    expect(diagnostics).toEqual([]);
  });

  it('keeps documents about one service together, and apart from a service of that name elsewhere', () => {
    const spec = [
      documentOf('cart', 5),
      documentOf('cart', 5).replaceAll('slo-', 'more-'),
      `namespace: eu\n${documentOf('cart', 9)}`,
    ];
    const { objects } = emit(spec.join('---\n'));
    expect(objects.map(({ value }) => groupNames(value).length)).toEqual([30, 27]);
    expect(new Set(objects.map(({ path }) => path)).size).toBe(2);
  });

  it('becomes an object for each SLO where a service is too large, which does not depend on the others', () => {
    const before = emit(documentOf('cart', 40)).objects;
    const after = emit(documentOf('cart', 41)).objects;
    expect(before).toHaveLength(40);
    expect(after.slice(0, 40).map(({ path, content }) => [path, content])).toEqual(
      before.map(({ path, content }) => [path, content]),
    );
  });

  it('gives its alerts an object of their own, apart from its SLOs', () => {
    const { objects } = emit(`${documentOf('cart', 40)}alerts:\n  - { istio: istiod-down }\n`);
    expect(groupNames(objects.at(-1)?.value)).toEqual(['slo/cart/alerts/standalone']);
    expect(objects).toHaveLength(41);
  });

  it('keeps names within 147 characters', () => {
    const service = 'a'.repeat(63);
    const spec = documentOf(service, 40).replaceAll('slo-', `${'b'.repeat(58)}-`);
    const { files, settings } = compileText(spec);
    const long = files.map((file) => ({ ...file, path: `slos/${'c'.repeat(140)}.slo.yaml` }));
    const names = RULE_BACKENDS.operator
      .emit(long, settings, new Report())
      .slice(0, -1)
      .map(({ content }) => parse(content).metadata.name);
    expect(names).toHaveLength(40);
    expect(new Set(names).size).toBe(40);
    for (const name of names)
      expect(name).toMatch(/^(?=.{1,147}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
  });
});

describe('a single SLO', () => {
  it('is warned of when client-side apply would refuse it', () => {
    const { objects, diagnostics } = emit(largeSlo(300 * KIB));
    expect(objects).toHaveLength(1);
    expect(diagnostics).toMatchObject([{ code: 'object-large', severity: 'warning' }]);
    expect(diagnostics[0]?.message).toContain('shop/orders');
  });

  it.each(['operator', 'vmrule'] as const)('is an error when what reads %s would refuse it', (format) => {
    const { diagnostics } = emit(largeSlo(600 * KIB), format);
    expect(diagnostics).toMatchObject([{ code: 'object-too-large', severity: 'error' }]);
    expect(diagnostics[0]?.help).toContain('shorten');
  });

  it('is an error when Kubernetes would refuse its ConfigMap', () => {
    expect(emit(largeSlo(600 * KIB), 'configmap').diagnostics).toMatchObject([{ code: 'object-large' }]);
    expect(
      emit(largeSlo(1100 * KIB).replaceAll(/errorRatio: \d+%/g, 'errorRatio: 50%'), 'configmap').diagnostics,
    ).toMatchObject([{ code: 'object-too-large', severity: 'error' }]);
  });

  it('may have any size in a file', () => {
    for (const format of ['prometheus', 'thanos', 'mimir'] as const) {
      expect(emit(largeSlo(600 * KIB), format).diagnostics).toEqual([]);
    }
  });
});

describe('the groups of all SLOs', () => {
  it('are warned of when Mimir would refuse some', () => {
    expect(emit(documentOf('cart', 23), 'mimir').diagnostics).toEqual([]);
    expect(emit(documentOf('cart', 24), 'mimir').diagnostics).toMatchObject([
      { code: 'too-many-groups', severity: 'warning' },
    ]);
  });
});
