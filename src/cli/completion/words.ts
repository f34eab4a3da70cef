// The command line as a shell completes it: commands, options and what may follow them, asked of the commands themselves, so
// that a new option is completed from its first day. Knows no shell.
import { type Argument, type Command, Help, type Option } from 'commander';
import { OPERATORS } from '../../mutation/operators.ts';
import type { Question } from './question.ts';

/** Words that depend on the project, for which the shell asks `slo complete`. */
export interface Asked {
  readonly asks: Question;
  /** Whether a file may stand there, too. */
  readonly orFiles: boolean;
}

/** What may follow an option, or a command: words to choose from, words to ask for, a path, any text, or nothing. */
export type Follows = 'nothing' | 'text' | 'files' | 'folders' | readonly string[] | Asked;

export function isAsked(follows: Follows): follows is Asked {
  return typeof follows === 'object' && 'asks' in follows;
}

export interface OptionWords {
  /** `-C`, `--project`. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takes: Follows;
}

export interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly isDefault: boolean;
  readonly options: readonly OptionWords[];
  readonly takes: Follows;
}

export interface ProgramWords {
  /** Options that every command has. */
  readonly options: readonly OptionWords[];
  readonly commands: readonly CommandWords[];
}

export function wordsOf(program: Command): ProgramWords {
  const help = new Help();
  const commands = help.visibleCommands(program);
  return {
    options: help.visibleOptions(program).map(optionWords),
    commands: commands.map((command) => ({
      name: command.name(),
      description: command.description(),
      isDefault: command.name() === DEFAULT_COMMAND,
      options: command.options.filter(({ hidden }) => !hidden).map(optionWords),
      takes: command.name() === 'help' ? commands.map((other) => other.name()) : argumentWords(command),
    })),
  };
}

/** Commander does not tell which it is. */
const DEFAULT_COMMAND = 'build';

function optionWords(option: Option): OptionWords {
  const { short, long, description, argChoices, flags } = option;
  const isFlag = !option.required && !option.optional;
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    takes: argChoices ?? (isFlag ? 'nothing' : byPlaceholder(/<([^.>]+)/.exec(flags)?.[1])),
  };
}

function argumentWords(command: Command): Follows {
  const argument: Argument | undefined = command.registeredArguments[0];
  if (!argument) return 'nothing';
  return argument.argChoices ?? byPlaceholder(argument.name());
}

function byPlaceholder(name: string | undefined): Follows {
  return (name !== undefined && BY_PLACEHOLDER.get(name)) || 'text';
}

/** What a placeholder in the help of a command, such as `<file>`, stands for; any text for those that are not here. */
const BY_PLACEHOLDER: ReadonlyMap<string, Follows> = new Map<string, Follows>([
  ['dir', 'folders'],
  ['file', 'files'],
  ['path', 'files'],
  ['paths', 'files'],
  ['operators', OPERATORS.map(({ name }) => name)],
  ['target', { asks: 'targets', orFiles: false }],
  ['subject', { asks: 'subjects', orFiles: false }],
  ['revisions', { asks: 'revisions', orFiles: false }],
  ['slos', { asks: 'slos', orFiles: true }],
]);
