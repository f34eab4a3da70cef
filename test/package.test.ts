// The package as npm would publish it: what is in it, and that it works where nothing else is installed.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
const block = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(PAGE)?.[1] ?? '';

let packed: readonly string[];
let folder: string;

beforeAll(() => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8' });
  const [{ files }]: readonly [{ readonly files: readonly { readonly path: string }[] }] = JSON.parse(stdout);
  packed = files.map(({ path }) => path);
  // What npm install does with the tarball, without what its dependencies would bring.
  folder = mkdtempSync(join(tmpdir(), 'slo-package-'));
  for (const path of packed) {
    const target = join(folder, 'node_modules/slo', path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(ROOT, path), target);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('has a bill of materials that names each package whose licence it holds', () => {
    const { stdout } = spawnSync(execPath, ['scripts/sbom.mjs'], { cwd: ROOT, encoding: 'utf8' });
    const { components }: { readonly components: readonly { readonly name: string; readonly group?: string }[] } =
      JSON.parse(stdout);
    const named = components.map(({ name }) => name).filter((name) => name !== 'node');
    const notices = readFileSync(join(ROOT, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    const licensed = [...notices.matchAll(/(?:^|-{80}\n\n)(\S+) v?\d/g)].map(([, name]) => name);
    expect(named.sort()).toEqual(licensed.sort());
  });

  it('holds the program, the library with its types, the documents and the licences, and no sources or tests', () => {
    const wanted = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'docs/spec.md', 'dist/main.js'];
    const more = ['dist/library.mjs', 'dist/library.d.mts', 'dist/THIRD-PARTY-LICENSES.txt', 'engine/main.go'];
    expect([...wanted, ...more].filter((path) => !packed.includes(path))).toEqual([]);
    const known =
      /^(dist\/|engine\/[a-z]+\.go$|docs\/.*\.(md|ya?ml|png|svg)$|(package\.json|README\.md|LICENSE|CHANGELOG\.md)$)/;
    expect(packed.filter((path) => !known.test(path))).toEqual([]);
    expect(packed.filter((path) => /\.(test|spec)\.|\.map$|^dist\/declarations/.test(path))).toEqual([]);
  });

  it('runs without anything else being installed', () => {
    const main = join(folder, 'node_modules/slo/dist/main.js');
    const slo = (...args: readonly string[]) => spawnSync(execPath, [main, ...args], { cwd: folder, encoding: 'utf8' });
    expect(slo('init')).toMatchObject({ status: 0 });
    expect(slo('build', '--metrics-file', 'slo.prom')).toMatchObject({ status: 0 });
    expect(slo('build', '--check')).toMatchObject({ status: 0 });
  });

  it('is a library, as its page shows', () => {
    writeFileSync(join(folder, 'example.mjs'), block('js'));
    const { stdout, stderr } = spawnSync(execPath, ['example.mjs'], { cwd: folder, encoding: 'utf8' });
    expect([`$ node example.mjs\n${stdout}`, stderr]).toEqual([block('console'), '']);
  });

  it('has types that a strict program compiles with', () => {
    const lines = [
      `import { compile, type CompileResult, type Problem } from 'slo';`,
      `const result: CompileResult = await compile([{ path: 'slos/a.slo.yaml', text: '' }]);`,
      `const [first]: readonly (Problem | undefined)[] = result.problems;`,
      `export const line: number | null | undefined = first?.line;`,
      `// @ts-expect-error: a source has a path`,
      `await compile([{ text: '' }]);`,
    ];
    // Without a package.json that says so, a plain .ts is no module.
    writeFileSync(join(folder, 'use.mts'), lines.join('\n'));
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--types', '', 'use.mts'];
    const { status, stdout } = spawnSync(execPath, [tsc, ...options], { cwd: folder, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
  });
});
