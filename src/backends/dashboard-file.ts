// Dashboards as files, called by their uids, and the kustomization that lists those that are objects of Kubernetes.

import { boardsOf } from '../dashboards/boards.ts';
import type { Report } from '../diagnostics/report.ts';
import type { Settings } from '../model/settings.ts';
import type { Artifact } from '../output/artifact.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { headerOf } from './backend.ts';
import { deliver } from './dashboard-format.ts';
import { kustomization } from './kustomization.ts';
import { checkSize, type SizeLimit } from './object-sizes.ts';

/** That of a ConfigMap. etcd takes little more of any object. */
const LARGEST_OBJECT: SizeLimit = { bytes: 1024 * 1024, by: 'Kubernetes' };

/** One file for each board; none where the project wants no dashboards. */
export function emitDashboards(files: readonly CompiledFile[], settings: Settings, report: Report): Artifact[] {
  const { dashboardsFolder, specFolder } = settings;
  if (dashboardsFolder === undefined) return [];
  const header = headerOf(specFolder);
  const delivered = boardsOf(files, settings).map((board) => {
    // JSON has no comments: the description says who made the file, as the first key.
    const value = { description: `${header[0]} ${board.description}`, ...withoutDescription(board.json) };
    const json = `${JSON.stringify(value, undefined, 2)}\n`;
    return deliver({ board, json, header }, settings.dashboards);
  });
  const artifacts = delivered.map(({ name, content }) => ({ path: `${dashboardsFolder}/${name}`, content }));
  const objects = delivered.filter(({ objectBytes }) => objectBytes !== undefined);
  for (const { name, objectBytes = 0 } of objects) {
    checkSize(`${dashboardsFolder}/${name}`, objectBytes, LARGEST_OBJECT, 'deliver dashboards as plain files', report);
  }
  if (objects.length === 0) return artifacts;
  const names = objects.map(({ name }) => name);
  return [...artifacts, kustomization(dashboardsFolder, names, specFolder)];
}

function withoutDescription({ description: _stated, ...json }: Readonly<Record<string, unknown>>): object {
  return json;
}
