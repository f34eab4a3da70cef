// What a build keeps for the next one of the same process: texts that are the same keep their object, so that what was made
// of them is found again.
import type { SourceFile } from '../../diagnostics/report.ts';
import type { Project } from '../../model/targets.ts';

export class BuildCache {
  readonly #sources = new Map<string, SourceFile>();
  #project: Project | undefined;

  /** The sources, those whose text is as it was as the objects that they were. */
  sources(read: readonly SourceFile[]): SourceFile[] {
    return read.map((source) => {
      const known = this.#sources.get(source.path);
      if (known?.text === source.text) return known;
      this.#sources.set(source.path, source);
      return source;
    });
  }

  /** The settings, as the objects that they were if the project file and what was learnt of metrics are as they were. */
  project(read: Project): Project {
    if (this.#project === undefined || configOf(this.#project) !== configOf(read)) this.#project = read;
    return this.#project;
  }
}

function configOf({ targets: [first] }: Project): string {
  return JSON.stringify([first?.document?.source.text, first?.metrics]);
}
