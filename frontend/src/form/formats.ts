// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The formats that are checked, with the verdicts of domain/schemas/formats.py: both are held to tests/domain/vectors/formats.json. All
 * other formats say nothing about an answer.
 */
import { pagePattern } from "./patterns";

/** White space and control characters, listed since Python and browsers differ in what they count. */
const SPACE = "\\x00-\\x20\\x7f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)?$/;
const EMAIL = new RegExp(`^(?:[^@"${SPACE}][^@${SPACE}]{0,63}|"[^"\\x00-\\x1f\\x7f]{1,62}")@[^@${SPACE}]{1,255}$`, "u");
const URI = new RegExp(`^[A-Za-z][A-Za-z0-9+.-]*:[^<>"{}|\\\\^\`${SPACE}]+$`, "u");
const UUID = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const DAY = 24 * 60;
const BYTE = /^(?:0|[1-9]\d{0,2})$/;

function isDate(text: string): boolean {
  const found = DATE.exec(text);
  if (found === null) return false;
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return year > 0 && day >= 1 && day <= days;
}

function isTime(text: string, zoneNeeded = false): boolean {
  const found = TIME.exec(text);
  if (found === null) return false;
  const [hour = 0, minute = 0, second = 0] = found.slice(1, 4).map(Number);
  const zone = found[4];
  if (zone === undefined && zoneNeeded) return false;
  const [offsetHour = 0, offsetMinute = 0] = zone !== undefined && zone.length > 1 ? zone.slice(1).split(":").map(Number) : [];
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  // A leap second ends a day of universal time.
  const ahead = (offsetHour * 60 + offsetMinute) * (zone?.startsWith("-") === true ? -1 : 1);
  return (hour * 60 + minute - ahead + DAY) % DAY === DAY - 1;
}

const isDateTime = (text: string): boolean =>
  // no text: what may stand between date and time
  "Tt ".includes(text.charAt(10)) && text.length > 11 && isDate(text.slice(0, 10)) && isTime(text.slice(11), true);

const isHostname = (text: string): boolean => text.length <= 253 && text.split(".").every((label) => LABEL.test(label));

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => BYTE.test(part) && Number(part) < 256);
}

function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const isMixed = last.includes(".") && isIpv4(last) && !text.endsWith("::");
  const size = groups.length + (isMixed ? 1 : 0);
  const hex = isMixed ? groups.slice(0, -1) : groups;
  if (!hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? size < 8 : size === 8;
}

export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  time: (text) => isTime(text),
  "date-time": isDateTime,
  email: (text) => EMAIL.test(text),
  uri: (text) => URI.test(text),
  uuid: (text) => UUID.test(text),
  hostname: isHostname,
  ipv4: isIpv4,
  ipv6: isIpv6,
  regex: (text) => pagePattern(text) !== null,
};
