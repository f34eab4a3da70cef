// The command line as a shell completes it: commands, options and what may follow them, asked of the commands themselves, so
// that a new option is completed from its first day. Knows no shell.
import { type Argument, type Command, Help, type Option } from 'commander';
import { CODES } from '../diagnostics/catalogue.ts';

/** What may follow an option, or a command: words to choose from, a path, any text, or nothing. */
export type Follows = 'nothing' | 'text' | 'files' | 'folders' | readonly string[];

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
  // SLOs have names too, but finding them would mean to compile at each stroke of the key.
  if (argument.name() === 'subject') return ['presets', ...CODES.map(({ code }) => code)];
  return argument.argChoices ?? byPlaceholder(argument.name());
}

function byPlaceholder(name: string | undefined): Follows {
  if (name === 'dir') return 'folders';
  return name === 'file' || name === 'path' || name === 'paths' ? 'files' : 'text';
}
