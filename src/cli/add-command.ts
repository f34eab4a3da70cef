// What every entry of the command line is: how it is added, and what it does.
import type { Command } from 'commander';
import type { CommandLoaders } from './commands.ts';
import type { Location } from './project/location.ts';
import type { Exit, Terminal } from './terminal.ts';

/** What a command does in the project in which it was started, by code that it loads. */
export type Action = (location: Location, terminal: Terminal, load: CommandLoaders) => Promise<Exit>;

/** Where a command looks for its project: also above the folder in which it was started, or only there. */
export type Search = 'upward' | 'here';

/** Adds one command; its action hands the exit status over. */
export type AddCommand = (program: Command, act: (action: Action, search?: Search) => Promise<void>) => void;
