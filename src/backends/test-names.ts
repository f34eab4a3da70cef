// Names of test files are made of namespace, service, SLO and what is tested, so those of two services could be one: the SLO
// "fast" of the service "cart" in the namespace "shop", and the fast tests of the SLO "cart" of the service "shop".
import type { Report, Span } from '../diagnostics/report.ts';
import { proofName } from '../proof/prove.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { SUFFIXES } from './promtool-suites.ts';

/** Reports SLOs of which tests would be one file, also on a disk that ignores capital letters, with both places. */
export function checkTestNames({ services }: CompiledFile, report: Report): void {
  const first = new Map<string, { readonly name: string; readonly origin: Span }>();
  for (const { slo } of services.flatMap(({ slos }) => slos)) {
    const proof = { name: proofName(slo.identity), origin: slo.origin };
    const files = Object.values(SUFFIXES).map((suffix) => `${proof.name}${suffix}`.toLowerCase());
    const earlier = files.flatMap((file) => first.get(file) ?? []).at(0);
    for (const file of files) first.set(file, first.get(file) ?? proof);
    if (!earlier) continue;
    report.add({
      code: 'duplicate-output',
      severity: 'error',
      message: `the tests of ${proof.name} and of ${earlier.name} would be one file`,
      span: proof.origin,
      related: [{ message: 'the other one is defined here', span: earlier.origin }],
      help: 'rename one of the SLOs, or put the services into two spec files',
    });
  }
}
