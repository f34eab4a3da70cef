// What a person must read is written from the SLO, whatever the rule's own texts say.
import { expect, it } from '@jest/globals';
import { renderedFor } from '../../../src/proof/context/render.ts';
import { alertsOf } from '../../../src/rules/rule.ts';
import { compileOne, RATIO, specOf } from '../model/compile-one.ts';

const GROUPED = RATIO.replace('{ ratio', '{ by: [shop], ratio');

function pageOf(slo: string) {
  const [compiled] = compileOne(specOf(slo)).slos;
  const page = alertsOf(compiled?.groups ?? []).find(({ labels }) => labels.slo_tier === 'page-fast');
  if (!page) throw new Error('no page');
  return {
    ...page,
    annotations: { summary: 'wrong', description: '{{ $value }} is wrong', team: 'checkout {{ "{" }}' },
  };
}

it('is written whole', () => {
  const page = pageOf(`{ name: x, objective: 99.9%, ${GROUPED} }`);
  expect(renderedFor(page, { shop: 'a' }, 0, { ratio: 0.05, remaining: -0.25 }).annotations).toEqual({
    summary: 'shop=a: test/x burns its error budget at more than 14.4 times the sustainable rate.',
    description:
      'shop=a: 5% of the events in the last 1h were bad. The alert fires above 1.44% (14.4 × the budget of 0.1%) over 1h and 5m. It goes on while page-slow fires. The 30d budget is overspent by 25%; the last 5m may not be counted yet.',
    team: 'checkout {',
  });
});

it('names the window of the tier that holds it where its own had no event', () => {
  const page = pageOf(`{ name: x, objective: 99.9%, ${GROUPED} }`);
  const measured = { ratio: 0.05, otherMs: 6 * 3_600_000 };
  expect(renderedFor(page, { shop: 'a' }, 0, measured).annotations.description).toMatch(
    /^shop=a: 5% of the events in the last 6h \(none were seen in the last 1h\) were bad\. The alert fires above /,
  );
});

it('is what a user wrote', () => {
  const page = pageOf(
    `{ name: x, objective: 99.9%, alerts: { burnRate: { tiers: { page-fast: { annotations: { summary: '{{ all }} is lost', description: call } } } } }, ${RATIO} }`,
  );
  const { summary, description } = renderedFor(page, {}, 0, { ratio: 0.05 }).annotations;
  expect([summary, description]).toEqual(['{{ all }} is lost', 'call']);
});
