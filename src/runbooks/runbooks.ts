// Compiled files in, a Markdown page for each alert name out. Pages are what `runbook_url` leads to: rules/links.ts names
// them and their sections.
import type { Settings } from '../model/settings.ts';
import { type Artifact, headerOf } from '../output/artifact.ts';
import { runbookPage } from '../rules/links.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { blocks, link } from './markdown.ts';
import { headingOf, kindsOf, section } from './section.ts';
import { type Subject, subjectsOf } from './subject.ts';

/** The pages; none where no folder is configured for them. */
export function emitRunbooks(files: readonly CompiledFile[], settings: Settings): Artifact[] {
  const { runbooks: folder } = settings.folders;
  if (folder === undefined) return [];
  const subjects = subjectsOf(files);
  const pages = [...new Set(subjects.map(pageOf))];
  return pages.map((name) => {
    const ofPage = subjects.filter((subject) => pageOf(subject) === name);
    const path = `${folder}/${name}.md`;
    return { path, content: `${page(path, ofPage, settings)}\n` };
  });
}

function pageOf({ rules: [{ alert }] }: Subject): string {
  return runbookPage({ name: alert });
}

function page(path: string, subjects: readonly Subject[], settings: Settings): string {
  const sources = [...new Set(subjects.map(({ source }) => source))];
  const kinds = [...new Set(subjects.flatMap(kindsOf))];
  return blocks([
    `<!-- ${headerOf(sources, path)} -->`,
    `# ${subjects[0]?.rules[0].alert ?? ''}`,
    ...kinds.map(({ means }) => means),
    ...(subjects.length > 1
      ? ['The labels of the alert say which of these sections applies:', contents(subjects)]
      : []),
    ...subjects.map((subject) => section({ subject, settings })),
  ]);
}

function contents(subjects: readonly Subject[]): string {
  return subjects
    .map(headingOf)
    .map((heading) => `- ${link(heading, `#${heading.toLowerCase().replaceAll(' ', '-')}`)}`)
    .join('\n');
}
