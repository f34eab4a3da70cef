// The command line as a whole: what holds for every command, and how one is run.
import process from 'node:process';
import { Command, CommanderError } from 'commander';
import { COLORED } from '../diagnostics/paint.ts';
import { abridged } from '../text/abridge.ts';
import type { Action, Search } from './add-command.ts';
import type { CommandLoaders, FindLoaders } from './commands.ts';
import { COMMANDS } from './program.ts';
import { locateProject, locationOf } from './project/location.ts';
import { EXIT, type Exit, isColorful, processTerminal, tellUnexpected, usageError, write } from './terminal.ts';
import { VERSION } from './version.ts';

// Commander takes the colours out again where no person reads.
const EXAMPLES = `
${COLORED('bold', 'Examples:')}
  slo init --http http_requests_total
                                 start a project with SLOs on your metric; --istio: on the metrics of a mesh
  slo build                      compile slos/ into rules/
  slo build --check              fail when the generated files differ from slos/ (for CI)
  slo test                       prove with promtool that the alerts fire when they must, and only then
  slo test --mutate --sample 200  check that the tests notice broken rules
  slo lint --format github       report problems as annotations of a pull request
  slo diff main...HEAD           what a branch changes, in words for a review
  slo list                       the SLOs of the project, and where they are written
  slo explain request-success    what an SLO promises, and which alert fires when
  slo explain unknown-field      what an error code means
  slo doctor --prometheus http://localhost:9090
                                 does the world have the metrics, labels and buckets that the specs assume?
  slo report --period 2026-10    what was promised and kept in a month
  slo preview                    draw SLOs, alerts and scenarios as one page, slo-preview.html

Exit status: 0 no errors, 1 the specs have errors or a check failed, 2 wrong use of the command.
Documentation: README.md and docs/ of the project.`;

/** `slo --version --verbose`: `--verbose` alone belongs to a command. */
function isAskedForVersions(argv: readonly string[]): boolean {
  const isVersion = argv.includes('--version') || argv.includes('-V');
  return argv.length === 2 && isVersion && argv.includes('--verbose');
}

/** Runs the command line by the commands that `findLoaders` gives; resolves to the exit status. */
export async function run(argv: readonly string[], findLoaders: FindLoaders): Promise<Exit> {
  if (isAskedForVersions(argv)) return (await import('./versions.ts')).versions(processTerminal());
  let exit: Exit = EXIT.fine;
  const program = makeProgram();
  for (const [at, add] of COMMANDS.entries()) {
    add(program, async (action, search = 'upward') => {
      exit = await act(action, program, search, (root) => findLoaders(root, program.commands[at]?.name() ?? ''));
    });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) return tellUnexpected(error);
    return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  }
  return exit;
}

async function act(
  action: Action,
  program: Command,
  search: Search,
  loadersIn: (root: string) => CommandLoaders,
): Promise<Exit> {
  const { project } = program.opts<{ project: string }>();
  const location = search === 'here' ? locationOf(project) : locateProject(project);
  if (!location) return usageError(`there is no folder ${JSON.stringify(project)}`, undefined, processTerminal());
  return await action(location, processTerminal(location.fromStart), loadersIn(location.root));
}

/** The program without its commands. */
function makeProgram(): Command {
  return new Command('slo')
    .description('Compiles SLO specs (slos/*.slo.yaml) into Prometheus rules that are right, cheap and proven.')
    .version(VERSION, '-V, --version', 'print the version; with --verbose also of Node and promtool')
    .option('-C, --project <dir>', 'start in this folder; the project is there, or in the nearest folder above', '.')
    .helpOption('-h, --help', 'show help for a command')
    .helpCommand('help [command]', 'show help for a command')
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError()
    .configureHelp({
      styleTitle: (text) => COLORED('bold', text),
      styleCommandText: (text) => COLORED('bold', text),
      styleSubcommandText: (text) => COLORED('cyan', text),
      styleOptionText: (text) => COLORED('cyan', text),
      styleArgumentText: (text) => COLORED('cyan', text),
    })
    .configureOutput({
      getOutHasColors: () => isColorful(process.stdout),
      getErrHasColors: () => isColorful(process.stderr),
      writeOut: (text) => write(1, text),
      writeErr: (text) => write(2, text),
      outputError: (text, writeText) => writeText(abridged(text)),
    })
    .exitOverride();
}
