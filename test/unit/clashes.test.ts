// Names out of which outputs would be made that overwrite each other, or lie outside of the output folders: problems with both
// places, before anything is written.
import { describe, expect, it } from '@jest/globals';
import { compile, type Problem } from '../../src/library.ts';

const PATH = 'slos/shop.slo.yaml';

const sloOf = (service: string, slo: string, namespace?: string): string => `service: ${service}
${namespace === undefined ? '' : `namespace: ${namespace}\n`}slos:
  - name: ${slo}
    objective: 99.9%
    indicator: { ratio: { total: requests_total, bad: errors_total } }
`;

const alertOf = (name: string): string => `service: shop
alerts:
  - { name: ${name}, expr: 'up{job="shop"} == 0', for: 5m, severity: page, summary: The shop is down. }
`;

async function problemsOf(...sources: readonly (readonly [path: string, text: string])[]): Promise<readonly Problem[]> {
  const { problems, files, ok } = await compile(sources.map(([path, text]) => ({ path, text })));
  if (!ok) expect(files).toEqual([]);
  return problems;
}

const linesOf = (problem: Problem | undefined) => [problem?.line, ...(problem?.related ?? []).map(({ line }) => line)];

describe('the name of a spec', () => {
  it.each([
    '../../etc/shop.slo.yaml',
    'slos/../../shop.slo.yaml',
    '/etc/shop.slo.yaml',
    'slos\\..\\shop.slo.yaml',
    'slos/a b.slo.yaml',
    '',
  ])('leads out of no output folder: %j', async (path) => {
    expect(await problemsOf([path, sloOf('shop', 'orders')])).toMatchObject([{ code: 'invalid-file-name' }]);
  });

  it.each(['slos/kustomization.slo.yaml', 'slos/team/kustomization.slo.yml'])(
    'is not that of a list: %s',
    async (path) => {
      const [problem, ...others] = await problemsOf([path, sloOf('shop', 'orders')]);
      expect(others).toEqual([]);
      expect(problem).toMatchObject({ code: 'duplicate-output', file: path, line: 1 });
      // The list is no source: the message names its place.
      expect(problem?.message).toContain(path.replace(/^slos\/(.*)\.slo\.ya?ml$/, '$1.yaml'));
    },
  );

  it('is that of no other', async () => {
    const paths = [PATH, 'slos/shop.slo.yml'];
    const [problem, ...others] = await problemsOf(
      ...paths.map((path, at) => [path, sloOf(`shop-${at}`, 'orders')] as const),
    );
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'duplicate-output', file: paths[1], line: 1 });
    expect(problem?.related).toMatchObject([{ file: PATH, line: 1 }]);
  });
});

describe('the tests of an SLO', () => {
  it.each(['fast', 'slow', 'tiles', 'budget', 'scenarios'])(
    'are not those of a service in a namespace of the name of its own service: %s',
    async (name) => {
      const [problem, ...others] = await problemsOf([
        PATH,
        `${sloOf('shop', 'cart')}---\n${sloOf('cart', name, 'shop')}`,
      ]);
      expect(others).toEqual([]);
      expect([problem?.code, ...linesOf(problem)]).toEqual(['duplicate-output', 10, 3]);
    },
  );

  it('may be called alike in two specs, and for two services', async () => {
    const twice = [PATH, 'slos/cart.slo.yaml'].map((path, at) =>
      at === 0 ? ([path, sloOf('shop', 'cart')] as const) : ([path, sloOf('cart', 'fast', 'shop')] as const),
    );
    expect(await problemsOf(...twice)).toEqual([]);
    expect(await problemsOf([PATH, `${sloOf('shop', 'fast')}---\n${sloOf('cart', 'fast')}`])).toEqual([]);
  });
});

describe('the name of an alert', () => {
  it('differs from others in more than capital letters, also across specs', async () => {
    const [problem, ...others] = await problemsOf(
      [PATH, alertOf('ShopDown')],
      ['slos/z.slo.yaml', alertOf('Shopdown')],
    );
    expect(others).toEqual([]);
    expect([problem?.code, problem?.file, problem?.related[0]?.file]).toEqual([
      'duplicate-alert',
      'slos/z.slo.yaml',
      PATH,
    ]);
  });
});
