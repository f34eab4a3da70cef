// Whom alerts are told to, and when: the settings of the Alertmanager files, with every default filled in.
import type { ConfigSpec } from '../../spec/config-schema.ts';
import type { Place } from '../place.ts';

type Written = NonNullable<ConfigSpec['alertmanager']>;

/** When notifications are sent. */
export interface ReceiverHours {
  /** Days of the week in English, `monday:friday` for a range. */
  readonly days: readonly string[];
  /** `HH:MM`, the end exclusive. */
  readonly from: string;
  readonly to: string;
  /** A name of the IANA time zone database; UTC if absent. */
  readonly timeZone?: string;
}

export interface AlertmanagerSettings {
  readonly format: NonNullable<Written['format']>;
  /** Names of receivers by severity. */
  readonly receivers: Readonly<Record<string, string>>;
  /** Severities that wake somebody. */
  readonly pages: readonly string[];
  /** By severity. */
  readonly hours: Readonly<Record<string, ReceiverHours>>;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
}

const WORKING_DAYS = ['monday:friday'] as const;

export function readAlertmanager({ alertmanager = {} }: ConfigSpec, file: Place | undefined): AlertmanagerSettings {
  const { format = 'config', receivers = {}, pages = ['critical'], hours = {}, namespace, labels = {} } = alertmanager;
  if (file) {
    checkHours(format, hours, file);
    checkMetadata(format, alertmanager, file);
  }
  return {
    format,
    receivers,
    pages,
    hours: Object.fromEntries(Object.entries(hours).map(([severity, written]) => [severity, readHours(written)])),
    ...(namespace !== undefined && { namespace }),
    labels,
  };
}

type WrittenHours = NonNullable<Written['hours']>[string];

function readHours({ days = [...WORKING_DAYS], from, to, timeZone }: WrittenHours): ReceiverHours {
  return { days, from, to, ...(timeZone !== undefined && { timeZone }) };
}

function checkHours(format: AlertmanagerSettings['format'], hours: NonNullable<Written['hours']>, file: Place): void {
  for (const [severity, { from, to, timeZone }] of Object.entries(hours)) {
    const place = file.at('alertmanager', 'hours', severity);
    if (from >= to) {
      place.at('to').report({
        code: 'invalid-value',
        message: `the hours end at ${to}, not after they begin at ${from}`,
        help: 'hours lie within one day, and 24:00 is its end',
      });
    }
    if (timeZone === undefined) continue;
    if (format === 'operator') {
      place.at('timeZone').report({
        code: 'setting-not-for-format',
        part: 'key',
        message: 'an AlertmanagerConfig has no place for "timeZone": its hours are in UTC',
        help: 'write the hours in UTC, or choose the format config or vmoperator',
      });
    } else if (!isTimeZone(timeZone)) {
      place.at('timeZone').report({
        code: 'invalid-value',
        message: `${JSON.stringify(timeZone)} is no time zone`,
        help: 'time zones have names such as Europe/Berlin or UTC',
      });
    }
  }
}

/** A file for Alertmanager itself is no object. */
function checkMetadata(format: AlertmanagerSettings['format'], written: Written, file: Place): void {
  for (const field of ['namespace', 'labels'] as const) {
    if (format !== 'config' || written[field] === undefined) continue;
    file.at('alertmanager', field).report({
      code: 'setting-not-for-format',
      part: 'key',
      message: `Alertmanager's own file has no place for "${field}"`,
      help: 'remove it, or choose the format operator or vmoperator',
    });
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== undefined;
  } catch {
    return false;
  }
}
