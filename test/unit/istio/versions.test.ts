// Which metrics which version of Istio has, and what a build tells of them.
import { describe, expect, it } from '@jest/globals';
import { compile } from '../../../src/library.ts';

const SPEC = `service: mesh
alerts:
  - { name: Exhausted, severity: warning, expr: envoy_cluster_circuit_breakers_default_remaining_cx == 0 }
  - { name: OutOfSync, severity: warning, expr: 'istiod_remote_cluster_sync_status{status="synced"} == 0' }
`;

async function told(version?: string): Promise<string[]> {
  const config = version === undefined ? {} : { config: `istio: { version: "${version}" }` };
  const { problems } = await compile([{ path: 'slos/mesh.slo.yaml', text: SPEC }], config);
  return problems.filter(({ code }) => code === 'metric-of-other-version').map(({ message }) => message);
}

describe('the version of Istio', () => {
  const REMAINING =
    /does not export "envoy_cluster_circuit_breakers_default_remaining_cx": it is off by default since 1\.29/;
  const SYNC = /does not export "istiod_remote_cluster_sync_status": it came with 1\.29/;

  it.each([
    ['1.27', [SYNC]],
    ['1.28', [SYNC]],
    ['1.29', [REMAINING]],
    ['1.31', [REMAINING]],
    [undefined, [REMAINING]],
  ] as const)('%s lacks what came later, and what it has no more', async (version, wanted) => {
    expect(await told(version)).toEqual(wanted.map((pattern) => expect.stringMatching(pattern)));
  });

  it('is one of those in use', async () => {
    const { problems } = await compile([{ path: 'slos/mesh.slo.yaml', text: SPEC }], {
      config: 'istio: { version: "1.12" }',
    });
    expect(problems.map(({ code }) => code)).toContain('unknown-value');
  });
});
