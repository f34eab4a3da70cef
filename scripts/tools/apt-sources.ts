// Apt's own sources in (both formats of them), the entries that carry a given suite out. The mirror and the keyring are
// the machine's, so that a company's mirror is used where there is one; no host is named here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const APT_DIR = '/etc/apt';

// Names which follow the releases; a machine may state one of them in place of its release's own name.
const MOVING_SUITES = ['oldstable', 'stable', 'testing', 'unstable', 'sid'];

/** One entry of the sources. */
export interface AptEntry {
  readonly uri: string;
  readonly suites: readonly string[];
  /** As apt wants it for the entry's format. */
  readonly fileName: string;
  /** The same entry for another suite of the same mirror. */
  readonly textFor: (suite: string) => string;
}

/** The machine's entries for `release`, such as "bookworm". */
export function readAptEntries(release: string | undefined): AptEntry[] {
  const names = [release, ...MOVING_SUITES];
  return sourceFiles()
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return file.endsWith('.sources') ? stanzaEntries(text) : lineEntries(text);
    })
    .filter((entry) => entry.suites.some((suite) => names.includes(suite)));
}

function sourceFiles(): string[] {
  const parts = join(APT_DIR, 'sources.list.d');
  const names = existsSync(parts) ? readdirSync(parts).sort() : [];
  return [
    join(APT_DIR, 'sources.list'),
    ...names.filter((name) => /\.(list|sources)$/.test(name)).map((name) => join(parts, name)),
  ].filter((file) => existsSync(file));
}

// https://manpages.debian.org/bookworm/apt/sources.list.5.en.html#ONE-LINE-STYLE_FORMAT
function lineEntries(text: string): AptEntry[] {
  const pattern = /^\s*deb\s+(?<options>\[.*?\]\s+)?(?<uri>\S+)\s+(?<suite>\S+)\s+(?<components>[^#\n]+)/gm;
  return [...text.matchAll(pattern)].map(
    ({ groups: { options = '', uri = '', suite = '', components = '' } = {} }) => ({
      uri,
      suites: [suite],
      fileName: 'slo.list',
      textFor: (other: string) => `deb ${options}${uri} ${other} ${components}\n`,
    }),
  );
}

// https://manpages.debian.org/bookworm/apt/sources.list.5.en.html#DEB822-STYLE_FORMAT
// A field's continuation lines belong to its value: Signed-By may hold a whole key.
function stanzaEntries(text: string): AptEntry[] {
  return text
    .replace(/^#.*\n?/gm, '')
    .split(/\n\s*\n/)
    .map((stanza) => [...stanza.matchAll(/^([\w-]+):[ \t]*(.*(?:\n[ \t].*)*)/gm)])
    .map((fields) => new Map(fields.map(([, name = '', value = '']) => [name.toLowerCase(), value])))
    .filter(
      (fields) => words(fields.get('types')).includes('deb') && !/^(no|false|off|0)$/.test(fields.get('enabled') ?? ''),
    )
    .map((fields) => ({
      uri: words(fields.get('uris')).join(' '),
      suites: words(fields.get('suites')),
      fileName: 'slo.sources',
      textFor: (other: string) => stanzaText(new Map([...fields, ['types', 'deb'], ['suites', other]])),
    }));
}

function words(value = ''): string[] {
  return value.split(/\s+/).filter((word) => word !== '');
}

function stanzaText(fields: ReadonlyMap<string, string>): string {
  return [...fields].map(([name, value]) => `${name}: ${value}\n`).join('');
}
