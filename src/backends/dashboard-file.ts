// Dashboards as files, called by their uids, and the kustomization that lists those that are objects of Kubernetes.
import { boardsOf } from '../dashboards/boards.ts';
import { stringifySafely } from '../diagnostics/formats.ts';
import type { Report } from '../diagnostics/report.ts';
import type { Settings } from '../model/settings.ts';
import { type Artifact, headerOf } from '../output/artifact.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { deliver, fileNameOf } from './dashboard-format.ts';
import { kustomization } from './kustomization.ts';
import { checkSize, type SizeLimit } from './object-sizes.ts';

/** That of a ConfigMap. etcd takes little more of any object. */
const LARGEST_OBJECT: SizeLimit = { bytes: 1024 * 1024, by: 'Kubernetes' };

/** One file for each board; none where the project wants no dashboards. */
export function emitDashboards(files: readonly CompiledFile[], settings: Settings, report: Report): Artifact[] {
  const { folders, specFolder } = settings;
  const folder = folders.dashboards;
  if (folder === undefined) return [];
  const delivered = boardsOf(files, settings).map((board) => {
    const path = `${folder}/${fileNameOf(board, settings.dashboards)}`;
    const header = headerOf([specFolder], path);
    // JSON has no comments: the description says who made the file, as the first key.
    const value = { description: `${header} ${board.description}`, ...withoutDescription(board.json) };
    const json = stringifySafely(value);
    return { path, ...deliver({ board, json, header: [header] }, settings.dashboards) };
  });
  const artifacts = delivered.map(({ path, content }) => ({ path, content }));
  const objects = delivered.filter(({ objectBytes }) => objectBytes !== undefined);
  for (const { path, objectBytes = 0 } of objects) {
    checkSize(path, objectBytes, LARGEST_OBJECT, 'deliver dashboards as plain files', report);
  }
  if (objects.length === 0) return artifacts;
  const names = objects.map(({ path }) => path.slice(folder.length + 1));
  return [...artifacts, kustomization(folder, names, specFolder)];
}

function withoutDescription({ description: _stated, ...json }: Readonly<Record<string, unknown>>): object {
  return json;
}
