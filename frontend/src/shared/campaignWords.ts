// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is said of a campaign, a policy with one last day for all: how far it has got, and what it came to. */
import { t, tn } from "./texts";
import type { Campaign } from "./types";
import { amount, dayOf, daysUntil, plainDate } from "./words";

/** "40 of 100 still open, 12 days left". */
export function openWords(open: number, objects: number, deadline: string, now: Date): string {
  const days = daysUntil(deadline, now);
  const far = { open: amount(open), objects: amount(objects) };
  if (days < 0) return t("{open} of {objects} still open", far);
  if (days === 0) return t("{open} of {objects} still open, today is the last day", far);
  return tn("{open} of {objects} still open, {n} day left", "{open} of {objects} still open, {n} days left", days, far);
}

function paceWords({ open, line, done_on: done, deadline }: Campaign): string {
  const isBehind = open > line;
  const n = amount(open - line);
  if (done === null) return isBehind ? t("behind the line by {n}", { n }) : t("on the line");
  const day = dayOf(plainDate(done));
  if (done > deadline) {
    return isBehind ? t("behind the line by {n}, at this pace it is done only on {day}", { n, day }) : t("at this pace it is done only on {day}", { day });
  }
  return isBehind ? t("behind the line by {n}, at this pace it is done on {day}", { n, day }) : t("at this pace it is done on {day}", { day });
}

/** The whole of it as a sentence. */
export function campaignSentence(campaign: Campaign, now: Date): string {
  const { totals, open, deadline, ended_at: ended } = campaign;
  const day = dayOf(plainDate(deadline));
  const isOver = ended !== null || daysUntil(deadline, now) < 0;
  if (totals === null) return t("Its last day is {day}. It has not been evaluated yet.", { day });
  const { objects } = totals;
  if (objects === 0) return isOver ? t("Its last day was {day}. No object falls under it.", { day }) : t("Its last day is {day}. No object falls under it.", { day });
  if (!isOver) {
    if (open > 0) return t("{open}; {pace}.", { open: openWords(open, objects, deadline, now), pace: paceWords(campaign) });
    return tn("Its last day is {day}, and none of {n} object is open any more.", "Its last day is {day}, and none of {n} objects is open any more.", objects, { day });
  }
  const result =
    open === 0
      ? tn("Its last day was {day}: none of {n} object is open any more.", "Its last day was {day}: none of {n} objects is open any more.", objects, { day })
      : tn("Its last day was {day}: {n} of {objects} was still open.", "Its last day was {day}: {n} of {objects} were still open.", open, {
          day,
          objects: tn("{n} object", "{n} objects", objects),
        });
  return ended === null ? `${result} ${t("It is put away after the next evaluation.")}` : result;
}
