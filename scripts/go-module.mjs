// Commands of a Go module in, their programs built into a folder out.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canRun, run } from './run-command.mjs';

/** Whether Go is installed. */
export function hasGo() {
  return canRun('go', ['version']);
}

/**
 * Builds the packages `commands` of `module` at `version`, as a dependency of an empty module in `workDir`, because
 * `go install module@version` refuses modules with replace directives. `stamp` is set as the version that the programs state:
 * the name of a variable of Go. Go's own caches keep what is downloaded and compiled.
 */
export function buildCommands({ module, version, commands, tags = [], stamp, workDir, outDir }) {
  if (!hasGo()) throw new Error('Go is not installed (https://go.dev/doc/install)');
  const go = (...args) => run('go', args, { cwd: workDir, env: { CGO_ENABLED: '0', GOWORK: 'off' } });
  writeFileSync(join(workDir, 'go.mod'), 'module tools\n');
  // Without an edit to make, `go mod edit` is an error.
  for (const edit of replacements(module, `v${version}`, go)) go('mod', 'edit', edit);
  const packages = commands.map((command) => `${module}/${command}`);
  go('get', ...packages.map((name) => `${name}@v${version}`));
  const flags = ['-trimpath', '-tags', tags.join(), '-ldflags', `-s -w -X ${stamp}=${version}`];
  go('build', ...flags, '-o', `${outDir}/`, ...packages);
}

/** Edits of a go.mod: the replace directives of the module's own, which Go obeys in the main module alone. `go` runs the
 *  command with its arguments. */
export function replacements(module, moduleVersion, go) {
  const { GoMod } = JSON.parse(go('mod', 'download', '-json', `${module}@${moduleVersion}`));
  const { Replace } = JSON.parse(go('mod', 'edit', '-json', GoMod));
  const nameOf = ({ Path, Version }) => (Version === undefined ? Path : `${Path}@${Version}`);
  return (Replace ?? []).map(({ Old, New }) => `-replace=${nameOf(Old)}=${nameOf(New)}`);
}
