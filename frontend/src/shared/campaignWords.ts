// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is said of a campaign, a policy with one last day for all: how far it has got, and what it came to. */
import type { Campaign } from "./types";
import { count, dayOf, daysUntil, plainDate } from "./words";

const number = (value: number): string => value.toLocaleString("en-GB");

/** "40 of 100 still open, 12 days left". */
export function openWords(open: number, objects: number, deadline: string, now: Date): string {
  const days = daysUntil(deadline, now);
  const left = days < 0 ? "" : days === 0 ? ", today is the last day" : `, ${count(days, "day")} left`;
  return `${number(open)} of ${number(objects)} still open${left}`;
}

function paceWords({ open, line, done_on: done, deadline }: Campaign): string {
  const behind = open > line ? `behind the line by ${number(open - line)}` : "on the line";
  if (done === null) return behind;
  const pace = `at this pace it is done ${done > deadline ? "only " : ""}on ${dayOf(plainDate(done))}`;
  return open > line ? `${behind}, ${pace}` : pace;
}

/** The whole of it as a sentence. */
export function campaignSentence(campaign: Campaign, now: Date): string {
  const { totals, open, deadline, ended_at: ended } = campaign;
  const last = dayOf(plainDate(deadline));
  const isOver = ended !== null || daysUntil(deadline, now) < 0;
  if (totals === null) return `Its last day is ${last}. It has not been evaluated yet.`;
  if (totals.objects === 0) return `Its last day ${isOver ? "was" : "is"} ${last}. No object falls under it.`;
  const none = `none of ${count(totals.objects, "object")} is open any more`;
  if (!isOver) return open === 0 ? `Its last day is ${last}, and ${none}.` : `${openWords(open, totals.objects, deadline, now)}; ${paceWords(campaign)}.`;
  const result = open === 0 ? none : `${number(open)} of ${count(totals.objects, "object")} ${open === 1 ? "was" : "were"} still open`;
  return `Its last day was ${last}: ${result}.${ended === null ? " It is put away after the next evaluation." : ""}`;
}
