// The formats in which dashboards are delivered, as who takes them reads them: Grafana's sidecar, its operator, its API.
// What each must be is written down here by hand; the operator's object is held against the schema of its CRD, too.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { emitDashboards } from '../../src/backends/dashboard-file.ts';
import { compile } from '../../src/compile.ts';
import { Report } from '../../src/diagnostics/report.ts';
import { type Artifact, hasGeneratedMarker } from '../../src/output/artifact.ts';
import { settingsOf } from '../corpus/read-corpus.ts';
import { crdCheck } from '../support/crd.ts';

const SPEC = readFileSync(new URL('../../slos/mesh.slo.yaml', import.meta.url), 'utf8');

async function deliver(config: string): Promise<readonly Artifact[]> {
  const report = new Report();
  const settings = settingsOf({ config }, report);
  const { files } = compile({ specs: [{ path: 'slos/mesh.slo.yaml', text: SPEC }] }, settings, report);
  expect(report.diagnostics).toEqual([]);
  return emitDashboards(files, settings, new Report());
}

/** An object as Kubernetes reads it (YAML 1.1). */
const read = ({ content }: Artifact) => parse(content, { version: '1.1', schema: 'yaml-1.1' });

const faultsOf = crdCheck('grafanadashboards');

const objectsOf = (artifacts: readonly Artifact[]) =>
  artifacts.filter(({ path }) => path.endsWith('.yaml') && !path.endsWith('kustomization.yaml'));

/** Plain boards by uid. */
async function plainBoards(): Promise<ReadonlyMap<string, string>> {
  const plain = await deliver('{}');
  return new Map(plain.map(({ path, content }) => [path.replace(/^dashboards\/|\.json$/g, ''), content]));
}

const HOSTILE = 'a: "b" #{{ c }} $d \\ é';
const MANAGED = { 'app.kubernetes.io/managed-by': 'slo' };
const NOT_FOR_FLUX = { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' };

/** The header names the file, whose name ends otherwise when it holds an object. */
function inObject(board: string | undefined): string | undefined {
  return board?.replace('.json. Do not edit', '.yaml. Do not edit');
}

describe('dashboards', () => {
  it('are plain files called by their uids unless something else is asked for', async () => {
    for (const [uid, content] of await plainBoards()) {
      expect(JSON.parse(content)).toMatchObject({ uid, schemaVersion: 42 });
      expect(content).toMatch(/\}\n$/);
    }
  });

  it('as ConfigMaps carry what the sidecar looks for: the label, the folder and a key of their own', async () => {
    const objects = objectsOf(await deliver('dashboards: { format: configmap, folder: SLOs, namespace: grafana }'));
    const boards = await plainBoards();
    expect(objects).toHaveLength(boards.size);
    for (const object of objects) {
      const { metadata, data, ...rest } = read(object);
      const uid: string = metadata.name;
      expect(rest).toEqual({ apiVersion: 'v1', kind: 'ConfigMap' });
      expect(data).toEqual({ [`${uid}.json`]: inObject(boards.get(uid)) });
      expect(metadata).toMatchObject({
        namespace: 'grafana',
        labels: { ...MANAGED, grafana_dashboard: '1' },
        annotations: { grafana_folder: 'SLOs' },
      });
    }
  });

  it('as ConfigMaps take the label and the annotation that the sidecar was told to look for', async () => {
    const [first] = objectsOf(
      await deliver('dashboards: { format: configmap, folder: x, folderAnnotation: dir, labels: { board: "yes" } }'),
    );
    expect(first && read(first).metadata).toMatchObject({
      labels: { ...MANAGED, board: 'yes' },
      annotations: { dir: 'x' },
    });
  });

  it('as GrafanaDashboards are what the schema of the CRD takes, and nothing that it would drop', async () => {
    const config = 'dashboards: { format: grafana-operator, folder: SLOs, instanceSelector: { dashboards: grafana } }';
    const boards = await plainBoards();
    for (const object of objectsOf(await deliver(config))) {
      const value = read(object);
      expect(faultsOf(value)).toEqual([]);
      const { name } = value.metadata;
      expect(value).toMatchObject({ apiVersion: 'grafana.integreatly.org/v1beta1', kind: 'GrafanaDashboard' });
      expect(value.spec).toEqual({
        instanceSelector: { matchLabels: { dashboards: 'grafana' } },
        folder: 'SLOs',
        json: inObject(boards.get(name)),
      });
    }
  });

  it('as GrafanaDashboards reach a Grafana in another namespace when asked to', async () => {
    const config =
      'dashboards: { format: grafana-operator, instanceSelector: { a: b }, allowCrossNamespaceImport: true, namespace: x }';
    const [first] = objectsOf(await deliver(config));
    const value = first && read(first);
    expect(faultsOf(value)).toEqual([]);
    expect(value).toMatchObject({ metadata: { namespace: 'x' }, spec: { allowCrossNamespaceImport: true } });
    expect(value.spec).not.toHaveProperty('folder');
  });

  it('as resources are named by their uids, and hold the same dashboard', async () => {
    const artifacts = await deliver('dashboards: { format: resource, folder: slos-uid }');
    const boards = await plainBoards();
    expect(artifacts).toHaveLength(boards.size);
    for (const artifact of artifacts) {
      const { spec, ...rest } = read(artifact);
      const { name } = rest.metadata;
      expect(rest).toEqual({
        apiVersion: 'dashboard.grafana.app/v1',
        kind: 'Dashboard',
        metadata: { name, annotations: { 'grafana.app/folder': 'slos-uid' } },
      });
      const { uid, description, ...board } = JSON.parse(boards.get(name) ?? '');
      expect(uid).toBe(name);
      expect(description).toContain(spec.description);
      expect({ ...spec, description }).toEqual({ ...board, description });
    }
  });

  it.each(['configmap', 'grafana-operator'])(
    'as %s are listed in a kustomization, and out of reach of Flux',
    async (format) => {
      const more = format === 'configmap' ? '' : ', instanceSelector: {}';
      const artifacts = await deliver(`dashboards: { format: ${format}${more} }`);
      const objects = objectsOf(artifacts);
      const kustomization = artifacts.find(({ path }) => path === 'dashboards/kustomization.yaml');
      expect(kustomization && read(kustomization).resources).toEqual(
        objects.map(({ path }) => path.replace('dashboards/', '')).sort(),
      );
      for (const object of objects) {
        if (object.content.includes('${')) expect(read(object).metadata.annotations).toMatchObject(NOT_FOR_FLUX);
      }
    },
  );

  it.each(['json', 'configmap', 'grafana-operator', 'resource'])('as %s say who made them', async (format) => {
    const more = format === 'grafana-operator' ? ', instanceSelector: {}' : '';
    for (const { content } of await deliver(`dashboards: { format: ${format}${more} }`)) {
      expect(hasGeneratedMarker(content)).toBe(true);
    }
  });

  it('carry labels, annotations and folders as they were written', async () => {
    const text = JSON.stringify(HOSTILE);
    const config = `dashboards: { format: configmap, labels: { x: "true" }, annotations: { "a/b": ${text} }, folder: ${text} }`;
    for (const object of objectsOf(await deliver(config))) {
      const { labels, annotations } = read(object).metadata;
      expect(labels).toEqual({ ...MANAGED, x: 'true' });
      expect(annotations).toMatchObject({ grafana_folder: HOSTILE, 'a/b': HOSTILE });
    }
  });
});
