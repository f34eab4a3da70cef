// The commands of the command line, their options and help. What a command does is loaded only when it runs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, type Command, Help, Option } from 'commander';
import { RULE_FORMATS } from '../spec/rule-format.ts';
import { didYouMean } from '../text/suggest.ts';
import type { AddCommand } from './add-command.ts';
import type { CommandLoaders } from './commands.ts';
import { QUESTIONS } from './completion/question.ts';
import type { MutateOptions } from './mutate/mutate.ts';
import { SERVER_COMMANDS } from './server-commands.ts';
import { type Exit, type Terminal, usageError } from './terminal.ts';
import type { TestOptions } from './test/test.ts';

/** All commands, each as a function that adds it to the program. */
export const COMMANDS: readonly AddCommand[] = [
  (program, act) =>
    program
      .command('build', { isDefault: true })
      .description('compile the specs into rules (the default command)')
      .argument(
        '[paths...]',
        'spec files or folders (default: the spec folder); the files of other specs stay unchanged',
      )
      .option('--check', 'write nothing; print the files that differ from the specs, and exit with 1 if there are any')
      .option('--stdout', 'write the rules to standard output instead of files')
      .addOption(new Option('--format <format>', 'format of the rule files').choices(RULE_FORMATS))
      .option('--target <target>', 'only this target of slo.config.yaml')
      .option('--tracked', 'exit 1 when a file was written, or git does not track it yet (for hooks)')
      .option('--watch', 'build again whenever a spec or slo.config.yaml changes')
      .option('--metrics-file <file>', 'write metrics of the build, for the textfile collector of node_exporter')
      .action((paths: readonly string[], options) =>
        act(async (location, terminal, load) => {
          const [name] = program.args;
          // The default command takes what is no command: a misspelt one, or a spec.
          const isCommand = program.commands.some((command) => command.name() === name);
          if (name !== undefined && !isCommand && !existsSync(join(location.start, name))) {
            return unknownCommand(name, program, terminal);
          }
          const named = { ...options, paths: paths.map(location.toProject) };
          if (options.watch) return (await load.watch()).watch(location.root, named, terminal);
          return (await load.build()).build(location.root, named, terminal);
        }),
      ),
  (program, act) =>
    program
      .command('lint')
      .description('report all problems of the specs')
      .argument('[paths...]', 'spec files or folders, - for standard input (default: the spec folder)')
      .addOption(
        new Option('--format <format>', 'format of the report')
          .choices(['text', 'json', 'github', 'sarif'])
          .default('text'),
      )
      .action((paths, options) =>
        act(async (location, terminal, load) =>
          (await load.lint()).lint(location, paths.map(location.toProject), options, terminal),
        ),
      ),
  (program, act) =>
    program
      .command('test')
      .description('prove the rules with promtool, and compare the generated files with the specs')
      .argument('[paths...]', 'specs, files of scenarios or folders of them (default: the spec folder)')
      .addOption(
        new Option(
          '--promtool <path>',
          'the promtool to use (default: $PROMTOOL, else the first on PATH, else one in your cache)',
        ).conflicts('fetchPromtool'),
      )
      .option('--fetch-promtool', 'where there is no promtool, bring one into your cache: a release, by its checksum')
      .option('--target <target>', 'only this target of slo.config.yaml')
      .option(
        '--keep [folder]',
        'also write the tests as files (default: output.tests of slo.config.yaml, or slo-tests)',
      )
      .option('--all', 'run every test, also those that differ from others in names alone')
      .addOption(
        new Option('--since <revision>', 'run only tests that the specs of this commit do not have').conflicts('all'),
      )
      .option('--verbose', 'print all details of failures, and the output of promtool')
      .option('--mutate', 'break the rules, one edit at a time, and list the edits that no test notices')
      .addOption(forMutants('--sample <number>', 'try this number of mutants, an equal share of each operator'))
      .addOption(forMutants('--seed <number>', 'choose another sample (default: 1)'))
      .addOption(forMutants('--operator <operators...>', 'try only these kinds of edits'))
      .addOption(forMutants('--rule <names...>', 'try only rules whose group or name holds one of these texts'))
      .addOption(forMutants('--equivalent <file>', 'mutants known to be equivalent (default: slo.mutants.yaml)'))
      .action((paths, options) =>
        act(async ({ root, toProject }, terminal, load) =>
          testOrMutate(root, paths.map(toProject), options, terminal, load),
        ),
      ),
  (program, act) =>
    program
      .command('explain')
      .description('print what an SLO promises and costs, when an alert fires, or what an error code means')
      .argument('<subject>', 'an SLO (name, or service/name), an alert, a preset, an error code, or "presets"')
      .option('--series <count>', 'number of raw series that the SLO reads, to compute its cost', '20')
      .option('--target <target>', 'with the settings of this target of slo.config.yaml')
      .action((subject, options) =>
        act(async ({ root }, terminal, load) => (await load.explain()).explain(root, subject, options, terminal)),
      ),
  (program, act) =>
    program
      .command('diff')
      .description('describe what changed between two commits, or since one, for a review')
      .argument('[revisions...]', 'as git diff takes them: A, A B, A..B or A...B (default: HEAD and the working tree)')
      .addOption(
        new Option('--format <format>', 'format of the report').choices(['text', 'markdown', 'json']).default('text'),
      )
      .option('--exit-code', 'exit with 1 if there are changes')
      .action((revisions, options) =>
        act(async ({ root }, terminal, load) => (await load.diff()).diff(root, revisions, options, terminal)),
      ),
  (program, act) =>
    program
      .command('preview')
      .description('draw what the specs say as one HTML page: promises, alerts, scenarios')
      .argument('[slos...]', 'SLOs (name, or service/name), spec files or folders (default: all)')
      .option(
        '-o, --output <file>',
        'where to write it, from the folder of the project; - is standard output',
        'slo-preview.html',
      )
      .option('--target <target>', 'with the settings of this target of slo.config.yaml (default: the first)')
      .action((names, options) =>
        act(async (location, terminal, load) => (await load.preview()).preview(location, names, options, terminal)),
      ),
  (program, act) =>
    program
      .command('list')
      .description('list the SLOs of the project: objective, indicator, and place in the specs')
      .addOption(new Option('--format <format>', 'format of the list').choices(['text', 'json']).default('text'))
      .option('--target <target>', 'with the settings of this target of slo.config.yaml')
      .action((options) => act(async ({ root }, terminal, load) => (await load.list()).list(root, options, terminal))),
  ...SERVER_COMMANDS,
  (program, act) =>
    program
      .command('schema')
      .description('print the JSON Schema of the specs, for editors')
      .option('--config', 'print the schema of slo.config.yaml instead')
      .option('--tests', 'print the schema of *.slo-test.yaml files instead')
      .option('--mutants', 'print the schema of slo.mutants.yaml instead')
      .option('--metrics', 'print the schema of slo.metrics.yaml instead')
      .action((options) =>
        act(async (location, terminal, load) => (await load.schema()).schema(location, options, terminal)),
      ),
  (program, act) =>
    program
      .command('init')
      .description('start a project: specs, a scenario, schemas for editors, settings, a workflow; overwrites nothing')
      .option('--istio', 'with the SLOs of an Istio mesh and its control plane')
      .option('--http <metric>', 'with SLOs on this counter or histogram of HTTP requests; it may have matchers')
      .action((options) =>
        act(async (location, terminal, load) => (await load.init()).init(location, options, terminal), 'here'),
      ),
  (program, act) =>
    program
      .command('completion')
      .description('print a script that completes commands and options in a shell')
      .addArgument(new Argument('<shell>', 'for which shell').choices(['bash', 'zsh', 'fish']))
      .action((shell) =>
        act(async (_location, terminal, load) => (await load.completion()).completion(shell, program, terminal)),
      ),
  (program, act) =>
    program
      .command('complete', { hidden: true })
      .description('print the words that the script of slo completion offers')
      .addArgument(new Argument('<what>', 'which words').choices(QUESTIONS))
      .argument('[word]', 'what has been typed of the word', '')
      .action((what, word) =>
        act(async ({ root }, terminal, load) => (await load.complete()).complete(root, what, word, terminal)),
      ),
];

function forMutants(flags: string, description: string): Option {
  return new Option(flags, `with --mutate: ${description}`);
}

/** Options of `slo test` that say which tests are run and kept, and those that say which mutants are tried. */
const FOR_TESTS = ['keep', 'all', 'since'] as const;
const FOR_MUTANTS = ['sample', 'seed', 'operator', 'rule', 'equivalent'] as const;

async function testOrMutate(
  root: string,
  paths: readonly string[],
  { mutate: isMutating = false, ...options }: TestOptions & MutateOptions & { readonly mutate?: boolean },
  terminal: Terminal,
  load: CommandLoaders,
): Promise<Exit> {
  const lonely = (isMutating ? FOR_TESTS : FOR_MUTANTS).find((name) => options[name] !== undefined);
  if (lonely !== undefined) {
    return isMutating
      ? usageError(`--${lonely} is for the rules as they are`, 'leave out --mutate', terminal)
      : usageError(`--${lonely} is for mutants`, 'add --mutate', terminal);
  }
  if (isMutating) return (await load.mutate()).mutate(root, paths, options, terminal);
  return (await load.test()).test(root, paths, options, terminal);
}

function unknownCommand(name: string, program: Command, terminal: Terminal): Exit {
  const names = new Help().visibleCommands(program).map((command) => command.name());
  const guess = didYouMean(name, names);
  const help = guess ? `did you mean "${guess}"?` : `commands: ${names.join(', ')}; see slo --help`;
  return usageError(`unknown command ${JSON.stringify(name)}`, help, terminal);
}
