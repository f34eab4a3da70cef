// The words of the command line in, a script out that makes fish complete them, with their descriptions.
import { type CommandWords, type Follows, isAsked, type OptionWords, type ProgramWords } from './words.ts';

/** A function of fish that prints names of the project. */
const ASK = `function __slo_ask
  set -l project .
  set -l is_project no
  for word in (commandline -opc)
    if test $is_project = yes
      set project $word
      set is_project no
    else if contains -- $word -C --project
      set is_project yes
    else if string match -q -- '--project=*' $word
      set project (string replace -- --project= '' $word)
    end
  end
  slo -C $project complete $argv[1] (commandline -ct) 2>/dev/null
end`;

export function fishScript({ options, commands }: ProgramWords): string {
  const lines = [
    '# Completion of slo for fish. In ~/.config/fish/config.fish: slo completion fish | source',
    ASK,
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
  if (isAsked(takes)) return `-a '(__slo_ask ${takes.asks})'${takes.orFiles ? ' -F' : ''}`;
  return typeof takes === 'string' ? '' : `-a ${quoted(takes.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
