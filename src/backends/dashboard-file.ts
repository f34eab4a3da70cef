// Dashboards as plain JSON files, called by their uids: for Grafana's provisioning, its import and its API.
import { boardsOf } from '../dashboards/boards.ts';
import type { Settings } from '../model/settings.ts';
import type { Artifact } from '../output/artifact.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { headerOf } from './backend.ts';

/** One file for each board; none where the project wants no dashboards. */
export function emitDashboards(files: readonly CompiledFile[], settings: Settings): Artifact[] {
  const { dashboardsFolder } = settings;
  if (dashboardsFolder === undefined) return [];
  const [generated = ''] = headerOf(settings.specFolder);
  return boardsOf(files, settings).map(({ uid, description, json }) => {
    // JSON has no comments: the description says who made the file, as the first key.
    const value = { description: `${generated} ${description}`, ...withoutDescription(json) };
    return { path: `${dashboardsFolder}/${uid}.json`, content: `${JSON.stringify(value, undefined, 2)}\n` };
  });
}

function withoutDescription({ description: _stated, ...json }: Readonly<Record<string, unknown>>): object {
  return json;
}
