// The words of the command line in, a script out that makes fish complete them, with their descriptions.
import type { CommandWords, Follows, OptionWords, ProgramWords } from './completion-words.ts';

export function fishScript({ options, commands }: ProgramWords): string {
  const lines = [
    '# Completion of slo for fish. In ~/.config/fish/config.fish: slo completion fish | source',
    'complete -c slo -f',
    ...options.map((option) => optionLine(option)),
    ...commands.flatMap(commandLines),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines({ name, description, isDefault, options, takes }: CommandWords): string[] {
  const seen = `__fish_seen_subcommand_from ${name}`;
  const condition = `-n ${quoted(isDefault ? `__fish_use_subcommand; or ${seen}` : seen)}`;
  return [
    `complete -c slo -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ...options.map((option) => optionLine(option, condition)),
    ...(takes === 'nothing' || takes === 'text' ? [] : [`complete -c slo -n ${quoted(seen)} ${values(takes)}`]),
  ];
}

function optionLine({ flags, description, takes }: OptionWords, condition = ''): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = takes === 'nothing' ? [] : [takes === 'files' ? '-r -F' : `-x ${values(takes)}`];
  return ['complete -c slo', condition, ...names, ...value, '-d', quoted(description)].filter(Boolean).join(' ');
}

function values(takes: Follows): string {
  if (takes === 'files') return '-F';
  if (takes === 'folders') return "-a '(__fish_complete_directories)'";
  return typeof takes === 'string' ? '' : `-a ${quoted(takes.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
