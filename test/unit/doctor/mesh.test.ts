// Saved scrapes of a mesh held against its SLOs: each planted fault is found and nothing else; the healthy one has no findings.
import { describe, expect, it } from '@jest/globals';
import { type Belief, beliefsOf } from '../../../src/doctor/belief.ts';
import { checkIstio, versionQuestions } from '../../../src/doctor/check-istio.ts';
import { examine } from '../../../src/doctor/examine.ts';
import { diagnosticOf } from '../../../src/doctor/finding.ts';
import { evidenceFromScrapes } from '../../../src/doctor/from-scrape.ts';
import { questionsOf } from '../../../src/doctor/question.ts';
import { realSamplesPerSecond } from '../../../src/doctor/real-cost.ts';
import { parseExposition } from '../../../src/exposition/parse.ts';
import { compileText } from '../../support/compile-text.ts';
import { IN_SCRAPES_OF_A_MESH, MESH_SPEC, type MeshPod, plantedInMesh, scrapeMesh } from './planted-mesh.ts';

const healthy = await scrapeMesh();

function evidenceOf(pods: readonly MeshPod[], beliefs: readonly Belief[]) {
  const scrapes = pods.map(({ text }) => parseExposition(text));
  return evidenceFromScrapes(scrapes, [...questionsOf(beliefs), ...versionQuestions(beliefs)]);
}

function look(pods: readonly MeshPod[], spec: string, config = '') {
  const { files, settings } = compileText(spec, config);
  const beliefs = beliefsOf(files);
  const evidence = evidenceOf(pods, beliefs);
  const { findings } = examine(beliefs, evidence, true);
  return [...findings, ...checkIstio(beliefs, evidence, settings)].map(diagnosticOf);
}

describe('of a mesh', () => {
  it.each(['', 'istio: { version: "1.27" }'])('that is healthy nothing is said, with the settings %j', (config) => {
    const pods = healthy.filter(({ labels }) => labels.istio_io_rev !== 'default-v1-26-4');
    expect(look(pods, MESH_SPEC, config)).toEqual([]);
  });

  it.each(IN_SCRAPES_OF_A_MESH.map((plan) => [plan.fault, plan] as const))('it is found that %s', (_fault, plan) => {
    const { pods, spec, config } = plantedInMesh(plan, healthy);
    const found = look(pods, spec, config);
    expect([...new Set(found.map(({ code }) => code))]).toEqual([plan.code]);
    expect(found.map(({ message, help }) => `${message}; ${help}`).join('\n')).toContain(plan.says);
  });

  it('a version is told by proxies where no istiod does', () => {
    const pods = healthy.filter(({ labels }) => labels.container === 'istio-proxy');
    const versions = look(pods, MESH_SPEC, 'istio: { version: "1.30" }').filter(
      ({ code }) => code === 'istio-version-differs',
    );
    expect(versions.map(({ message }) => message)).toEqual(['istio.version is 1.30, and the mesh runs 1.27']);
  });
});

describe('the real cost of rules', () => {
  it('grows with the series that are there, and with the groups they make', () => {
    const { files } = compileText(MESH_SPEC);
    const beliefs = beliefsOf(files);
    const cost = (pods: readonly MeshPod[]) => realSamplesPerSecond(files, beliefs, evidenceOf(pods, beliefs));
    const [all, half] = [cost(healthy), cost(healthy.slice(0, 5))];
    expect(half).toBeGreaterThan(cost([]));
    expect(all).toBeGreaterThan(1.5 * half);
    // Twice as many series of the same groups: less than twice as much.
    const twice = cost([...healthy, ...healthy]);
    expect(twice).toBeGreaterThan(all);
    expect(twice).toBeLessThan(2 * all);
  });
});
