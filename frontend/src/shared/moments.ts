// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Dates and times as forms write them (RFC 3339), in the reader's time zone. Texts are taken apart and put together without
 * passing through a clock: seconds and their fractions stay as they were given.
 */
import { t } from "./texts";
import { DAY_MS, dayWords, two } from "./words";

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/;
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?$/;
const CLOCK = /^(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

const MINUTE_MS = 60_000;

export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  /** ":05.250", or nothing where only minutes are given. */
  rest: string;
}

/** The moment as if the clock on the wall showed UTC; Date.UTC takes years below 100 for those after 1900. */
function asUtc(wall: Wall): number {
  const time = new Date(0);
  time.setUTCFullYear(wall.year, wall.month - 1, wall.day);
  time.setUTCHours(wall.hour, wall.minute);
  return time.getTime();
}

function wallAt(utc: number, rest: string): Wall {
  const time = new Date(utc);
  return {
    year: time.getUTCFullYear(),
    month: time.getUTCMonth() + 1,
    day: time.getUTCDate(),
    hour: time.getUTCHours(),
    minute: time.getUTCMinutes(),
    rest,
  };
}

/** Minutes that the local clock is ahead of UTC at a moment. Before there were zones it is no whole number; a text has minutes only. */
function offsetAt(utc: number): number {
  return -Math.round(new Date(utc).getTimezoneOffset());
}

export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** "10:35:08 (UTC+01:00)", in the reader's time zone. */
export const clockWithOffset = (time: Date): string =>
  `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())} (UTC${offsetText(offsetAt(time.getTime()))})`;

function minutesOf(offset: string): number {
  if (offset === "Z" || offset === "z") return 0;
  const [hours = 0, minutes = 0] = offset.slice(1).split(":").map(Number);
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

function wallOf(found: RegExpExecArray): Wall | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1, 6).map(Number);
  const wall = { year, month, day, hour, minute, rest: found[6] === undefined ? "" : `:${found[6]}${found[7] ?? ""}` };
  const same = wallAt(asUtc(wall), wall.rest);
  const isReal = (["year", "month", "day", "hour", "minute"] as const).every((part) => same[part] === wall[part]);
  return isReal && Number(found[6] ?? 0) <= 60 ? wall : null;
}

export interface Moment {
  /** In the reader's time zone. */
  wall: Wall;
  /** Minutes ahead of UTC there, at that moment. */
  offset: number;
  /** The text names another offset than the reader's. */
  isElsewhere: boolean;
}

/** The moment that a date-time names; null for any other text. */
export function momentOf(text: unknown): Moment | null {
  const found = typeof text === "string" ? DATE_TIME.exec(text) : null;
  const given = found && wallOf(found);
  if (!found || !given) return null;
  const stated = minutesOf(found[8] ?? "Z");
  const utc = asUtc(given) - stated * MINUTE_MS;
  const offset = offsetAt(utc);
  return { wall: wallAt(utc + offset * MINUTE_MS, given.rest), offset, isElsewhere: stated !== offset || /z/i.test(found[8] ?? "") };
}

const date = ({ year, month, day }: Wall): string => `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
const clock = ({ hour, minute, rest }: Wall): string => `${two(hour)}:${two(minute)}${rest}`;

/** For the browser's picker, which knows no zones. */
export const pickerText = (wall: Wall): string => `${date(wall)}T${clock(wall)}`;

/** "Sun 8 Mar 2026 at 03:30 (UTC-04:00)", in the reader's time zone; null for what is no date-time. */
export function shownMoment(text: unknown): string | null {
  const moment = momentOf(text);
  if (!moment) return null;
  const { wall, offset } = moment;
  // Full minutes are written so by most programs; the seconds say something only where they are others.
  const rest = /^:00(?:\.0+)?$/.test(wall.rest) ? "" : wall.rest;
  const day = dayWords(new Date(asUtc(wall)).getUTCDay(), wall.day, wall.month - 1, wall.year);
  return t("{day} at {time} (UTC{offset})", { day, time: clock({ ...wall, rest }), offset: offsetText(offset) });
}

export interface Reading {
  text: string;
  offset: number;
}

export interface Local {
  /** What can be meant: one date-time; two where the clocks go back; none where they go forward. */
  readings: Reading[];
  /** Where the clocks go forward, the time that they show instead. */
  instead: Reading | null;
}

/** What a time on the local clock means, which on two days of the year is not one moment. */
export function readingsOf(picked: string): Local | null {
  const found = LOCAL.exec(picked);
  const wall = found && wallOf(found);
  if (!wall) return null;
  const utc = asUtc(wall);
  const rest = wall.rest === "" ? ":00" : wall.rest;
  const written = (at: Wall, offset: number): Reading => ({ text: `${date(at)}T${clock({ ...at, rest })}${offsetText(offset)}`, offset });
  const [before, after] = [offsetAt(utc - DAY_MS), offsetAt(utc + DAY_MS)];
  const offsets = [...new Set([before, after])].filter((offset) => offsetAt(utc - offset * MINUTE_MS) === offset);
  const first = offsets[0] ?? before;
  if (offsets.length > 0) return { readings: offsets.map((offset) => written(wall, offset)), instead: null };
  const moved = utc - first * MINUTE_MS;
  return { readings: [], instead: written(wallAt(moved + offsetAt(moved) * MINUTE_MS, rest), offsetAt(moved)) };
}

/** "08:20" as forms ask for it, with seconds. */
export function clockText(picked: string): string {
  return /^\d\d:\d\d$/.test(picked) ? `${picked}:00` : picked;
}

/** Whether a browser's picker of that kind can show a text as it is; what it cannot, it would show as nothing. */
export function isPickable(kind: "date" | "time" | "datetime-local", text: string): boolean {
  if (text === "") return true;
  const pattern = { date: DATE, time: CLOCK, "datetime-local": LOCAL }[kind];
  const found = pattern.exec(text);
  if (!found) return false;
  const [seconds, fraction] = kind === "time" ? found.slice(3, 5) : found.slice(6, 8);
  if (Number(seconds ?? 0) > 59 || (fraction ?? "").length > 4) return false;
  if (kind === "time") return Number(found[1]) < 24 && Number(found[2]) < 60;
  return Number(found[1]) > 0 && wallOf(kind === "date" ? (LOCAL.exec(`${text}T00:00`) as RegExpExecArray) : found) !== null;
}
